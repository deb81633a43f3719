"""Spanish words that facilities, schools and firms are called by, folded."""

CARE = frozenset(
    "hospital hospi clinica sanatorio ambulatorio consultorio dispensario subcentro posta postita salita cesfam "
    "caps upa cap policlinico policlinica essalud imss issste isss iess centro residencia asilo hogar geriatrico "
    "farmacia botica drogueria optica laboratorio complejo fundacion asociacion maternidad veterinaria".split()
)
SCHOOLS = frozenset(
    "colegio cole escuela escuelita jardin jardincito kinder guarderia guarde primaria secundaria prepa preparatoria "
    "insti instituto liceo ies ceip ikastola academia universidad uni facultad bachillerato telesecundaria cbtis "
    "tecnica media conalep preescolar catequesis".split()
)
PLACES = frozenset(
    "iglesia parroquia capilla templo empresa fabrica maquila maquiladora packing empacadora peluqueria panaderia "
    "ferreteria carniceria fruteria pescaderia pasteleria tortilleria taqueria zapateria lavanderia imprenta "
    "linea cooperativa gimnasio hotel hostal restaurante cafeteria club mina finca hacienda rancho estancia "
    "frigorifico mercado supermercado autoescuela granja vivero bodega taller cuartel puesto constructora "
    "ferreteria libreria parque planta obra pena playa tienda almacen pizzeria marisqueria fonda cantina polleria "
    "cevicheria chifa aserradero ingenio".split()
)
TRADES = frozenset(
    "motos llantas farmacias tiendas supermercados hoteles autos electronica pollos carpinteria herreria cocinas "
    "muebles autobuses transportes abarrotes materiales carnes pinturas confecciones textiles empaques autopartes "
    "refacciones conservas mudanzas construcciones calzados creaciones almacenes talleres bodegas industrias "
    "expreso expresos flota tortas botanas helados quesos maderas vidrios fletes distribuidora comercial "
    "panaderia carniceria ferreteria farmacia drogueria taqueria restaurante tortilleria".split()
)
"""What a firm's name begins with, with no article before it: "trabajo en muebles la victoria"."""
MORE = frozenset(
    "convento monasterio seminario estadio cancha feria pesquera muelle orquesta coro banda camping albergue "
    "bazar agencia consultora naviera minera gestoria imprenta lonja tianguis mutual sindicato comedor "
    "internado".split()
)
HEADS = MORE | CARE | SCHOOLS | PLACES | TRADES
BEFORE = frozenset("el la los las lo al del en de un una mi su a este esta para por nuestra nuestro".split())
OF = frozenset("de del".split())
ARTICLES = frozenset("el la los las lo mi mis san santa santo sta don dona nuestra nuestro virgen".split())
SORTS = frozenset(
    "asistencial hospitalario hospitalaria ciclista taurina flamenca deportivo deportiva recreativa recreativo "
    "juvenil cultural vecinal tutelado tutelada industrial ecologica mayorista publica publico privada privado "
    "dental local nueva nuevo mental nacional general mas muy cercana cercano rural infantil integral "
    "reproductiva sexual ocupacional laboral familiar fetal bucal todos cerrada abierta cerrado medica medico "
    "veterinaria estetica especializada infantiles maternal secundaria primaria universitario urbano tecnica "
    "tecnico regional provincial municipal comarcal militar superior concertado bilingue catolica evangelica "
    "cristiana popular naturista movil grande pequena vieja viejo abierto nocturna vespertina matutina "
    "comunitario comunitaria agricola metalurgica".split()
)
"""What tells which sort of place it is."""
SORTS_OF = frozenset(
    "pescado mariscos carne cemento ladrillos bomberos deportes diversiones atracciones energia luz agua "
    "tratamiento gas produccion llantas cartones arriba salud dia ancianos ancianas mayores jubilados ninos "
    "belleza guardia urgencias urgencia referencia especialidades zona barrio pueblo lado abajo arriba enfrente "
    "aqui aca alli alla siempre turno verdad ingles idiomas danza baile musica cocina ropa zapatos autos coches "
    "motos carros limpieza construccion costura comida verano invierno tarde manana noche medicina derecho "
    "enfermeria mujeres monjas curas padres pago cabecera confianza acogida menores paso oro carbon cobre ganado "
    "cria leche pollo pollos aves verduras frutas flores plasticos plastico papel carton muebles "
    "electrodomesticos seguros seguridad transportes transporte trabajo computacion informatica yoga pilates "
    "padel tenis futbol natacion boxeo sordos ciegos educacion dolor memoria sueno lactancia parto fertilidad "
    "rehabilitacion fisioterapia reproduccion cosas mi su vacaciones segunda artes crossfit oficios esquina "
    "vuelta plaza calle carretera ciudad universidad mujer mano espalda columna obesidad piel vista playa capital "
    "provincia isla montana frente centro costado estacion seguro estado cuadra mes empresa familia iglesia nino "
    "nina senora senor tercera marca compra orilla muerte fe vida loteria cola lumbre alcaldia municipio gobierno "
    "ejercito marina policia universidad".split()
)
"""What stands behind "de" where no name does."""
RUNNING = frozenset(
    "cierra abre abren cierran vende venden cobra cobran queda quedan pide piden exige exigen manda mandan llama "
    "llaman atiende atienden abrio cerro ofrece ofrecen paga pagan despacha deja dejan huele parece necesita "
    "entrega reparte sigue siguen empieza termina acepta aceptan solo quiere quieren sabe saben hace hacen".split()
)
"""What a shop or a school does, so that no name follows it."""
SIZES = frozenset(
    "grande chico alto bajo nuevo viejo norte sur verde blanco rojo negro hermoso bonito abajo arriba".split()
)
PATIENTS = frozenset("nino ninos mujer trabajador maestro".split())
