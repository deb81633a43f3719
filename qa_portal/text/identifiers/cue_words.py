"""Words that announce a name, English and Spanish, folded; phrases have one space between words."""


def _set(text: str) -> frozenset[str]:
    return frozenset(phrase.strip().replace("'", "") for phrase in text.split(",") if phrase.strip())


KIN = _set(
    "son,daughter,husband,wife,hubby,mom,mum,mommy,mother,mama,dad,daddy,father,papa,brother,"
    "sister,sis,bro,uncle,aunt,auntie,"
    "cousin,nephew,niece,grandma,grandpa,grandmother,grandfather,granny,grandson,"
    "granddaughter,grandbaby,grandkid,nana,gramps,"
    "fiance,fiancee,boyfriend,girlfriend,bf,gf,partner,spouse,ex,ex husband,ex wife,baby,"
    "infant,toddler,newborn,child,kid,kiddo,"
    "boy,girl,twin,twins,triplets,stepson,stepdaughter,stepdad,stepmom,stepfather,stepmother,"
    "son in law,daughter in law,"
    "mother in law,father in law,brother in law,sister in law,mil,fil,friend,best friend,"
    "bestie,roommate,neighbor,neighbour,"
    "coworker,co worker,colleague,boss,supervisor,manager,landlord,buddy,pal,mom of,mother "
    "of,dad of,father of,parent of,"
    "guardian of,brother of,sister of,wife of,husband of,caregiver,carer,babysitter,nanny,"
    "kids,children,daughters,sons,brothers,"
    "sisters,parents,friends,late husband,late wife,"
    "hijo,hija,hijos,hijas,esposo,esposa,marido,mujer,madre,padre,mami,papi,hermano,hermana,"
    "abuelo,abuela,abuelita,abuelito,"
    "tio,tia,primo,prima,sobrino,sobrina,nieto,nieta,suegro,suegra,cunado,cunada,novio,novia,"
    "pareja,amigo,amiga,vecino,cuate,compa,compadre,comadre,ahijado,ahijada,hijastro,hijastra,padrastro,madrastra,"
    "exmarido,exmujer,consuegra,consuegro,concuna,bisabuela,bisabuelo,yaya,yayo,tata,nana,guagua,mijo,mija,"
    "nan,gran,grandad,granddad,pop,pops,opa,oma,abuela,lola,koro,nanny,wife to be,step dad,step mom,flatmate,housemate,"
    "mate,cuz,hubs,missus,mamaw,mawmaw,memaw,meemaw,papaw,pawpaw,peepaw,grammy,gramma,grampa,grandmom,grandpop,granda,"
    "my da,his da,her da,our da,me da,me ma,my ma,great gran,great grandma,"
    "poppop,nonna,nonno,yiayia,dadi,nani,halmoni,lolo,lad,lass,bff,godson,goddaughter,godmother,godfather,stepmum,"
    "foster son,foster daughter,foster mum,foster mom,great aunt,great uncle,half brother,half sister,"
    "vecina,nino,nina,bebe,jefe,jefa,companero,companera,yerno,nuera,padrino,madrina,gemelos,"
    "mellizos,nene,nena,chico,chica,paisano,paisana,pololo,polola,enamorado,enamorada,conviviente,parcero,parcera,"
    "amona,aitona,aita,osaba,izeba,avia,iaia,tieta,avoa,mayordomo,contratista,colega,ermano,ermana,ijo,ija,espozo,espoza,nobio,nobia,mamita,papito,sobri,cuñi,abue,roomie,comai,patroncita"
)
TITLES = _set(
    "dr,doctor,drs,doctora,dra,mr,mrs,ms,miss,mx,nurse,prof,professor,rev,reverend,pastor,"
    "rabbi,imam,sister,fr,sgt,officer,"
    "judge,captain,capt,lt,detective,deputy,coach,principal,sr,sra,srta,senor,senora,"
    "senorita,don,dona,d,dn,enfermera,enfermero,"
    "licenciado,licenciada,lic,enf,enfra,ing,psic,tec,aux,kine,obst,sor,maestra,maestro,profesor,profesora,np,pa,"
    "midwife,nurse "
    "practitioner,physician assistant,doc,smt,shri,shrimati,kum,ustad,hajji,hermana sor,hno,hna,mam,auntie,tia,tio,"
    "dotor,dotora,doctorcita,doctorcito,dotorcito,dotorcita,mtra,mtro,lcda,lcdo,licda,arq,misia,sargento,teniente,"
    "comandante,profa,sr dr,sra dra"
)
ROLES = _set(
    "pcp,gp,surgeon,endo,derm,cardiologist,oncologist,neurologist,neuro,urologist,gyn,ob,"
    "obgyn,ob gyn,pediatrician,therapist,"
    "psychiatrist,psychologist,counselor,dentist,orthodontist,pharmacist,chiropractor,"
    "specialist,physician,provider,rheumatologist,"
    "gastroenterologist,nephrologist,pulmonologist,dermatologist,endocrinologist,podiatrist,"
    "ophthalmologist,optometrist,"
    "hematologist,allergist,anesthesiologist,radiologist,pathologist,hospitalist,resident,"
    "case manager,social worker,case worker,"
    "caseworker,care coordinator,union rep,rep,dispatcher,receptionist,secretary,teacher,"
    "principal,lawyer,attorney,aide,"
    "home health aide,trainer,instructor,tutor,school nurse,charge nurse,physical therapist,"
    "pt,ot,doula,lady,guy,someone,man,"
    "woman,person,people,patient,patients,pt,client,gyno,ortho,cardio,onc,"
    "cirujano,cirujana,cardiologo,cardiologa,medico,medica,pediatra,ginecologo,ginecologa,oncologo,oncologa,dentista,"
    "psicologo,psicologa,psiquiatra,neurologo,neurologa,dermatologo,dermatologa,traumatologo,"
    "traumatologa,urologo,urologa,"
    "entrenador,entrenadora,profe,directora,director,cuidadora,cuidador,kinesiologo,kinesiologa,partera,obstetra,"
    "seno,tutora,tutor,monitora,monitor,encargado,encargada,patron,patrona,supervisora,practicante,odontologa,"
    "odontologo,ortopedista,geriatra,nefrologo,nefrologa,reumatologo,reumatologa,digestologo,otorrino,oculista,"
    "phleb,phlebotomist,vet,hired man,support worker,key worker,keyworker,childminder,headteacher,head teacher,vicar,"
    "priest,deacon,hairdresser,barber,stylist,housekeeper,plumber,yard man,health aide,tech,technician,med tech,"
    "audiologist,dietitian,nutritionist,adjuster,lifeguard,foreman,midwife,health visitor,carer,matron,warden,"
    "paciente,matrona,fisio,fisioterapeuta,trabajadora social,abogado,abogada,farmaceutico,farmaceutica,"
    "neumonologo,neumonologa,neumologo,"
    "neumologa,alergologo,alergologa,hematologo,hematologa,endocrinologo,endocrinologa,endocrino,endocrina,internista,"
    "gastro,gastroenterologo,gastroenterologa,oftalmologo,oftalmologa,foniatra,fonoaudiologa,fonoaudiologo,logopeda,"
    "nutricionista,nutriologa,nutriologo,podologo,podologa,infectologo,infectologa,fisiatra,proctologo,mastologa,"
    "mastologo,intensivista,optometrista,orientadora,orientador,capataz,gerente,parvularia,catequista,instructor,"
    "instructora,celadora,celador,cura,parroco"
)
INTRODUCTIONS = _set(
    "my name is,my name's,name is,name's,i am called,i'm called,this is,call me,named,"
    "patient name,patient named,full name,"
    "first name,last name,maiden name,name,names are,i'm,im,i am,it's,known as,goes by,aka,"
    "nickname is,nicknamed,nee,née,"
    "patient is,pt is,signed by,written by,attn,attention,c o,care of,to whom it may concern i,"
    "soy la,soy el,le escribe,te escribe,le saluda,les escribe,habla,bon dia,kia ora,namaste,salaam,dia duit,"
    "me llamo,mi nombre es,nombre,soy,se llama,se llaman,llamado,llamada,apellido,apellidos,"
    "a nombre de,le habla,te habla,"
    "similar to,patients like,like,reviewed by,seen by,referred by,treated by,diagnosed by,"
    "delivered by,prescribed by,"
    "operated by,done by,evaluated by,performed by,spoke with,spoke to,talked to,talked with,saw,met with,see,seeing,"
    "appointment with,appt with,visit with,appt w,appointment w,seen w,atendido por,atendida "
    "por,operado por,visto por,vista por,soi,soi la,soi el,me yamo,mi nombre,mi nonbre es,se yama,le decimos,le dicen,"
    "me dicen,me llaman,me conocen como,conocido como,conocida como,alias,de nombre,un tal,una tal,me apellido,"
    "te saluda,los saluda,les saluda,le ablo,abla,le abla,de apellido"
)
SIGN_OFFS = _set(
    "ta,ta very much,tyvm,thankyou,ty so much,all the best,warmly,yours faithfully,faithfully,with thanks,blessings,"
    "kindly,cordially,much appreciated,thanks a lot,thanks a million,thanks a bunch,thanking you,peace,xoxo,hugs,"
    "thanks,thank you,thx,thanx,tks,ty,many thanks,thanks again,thank u,thanks so much,thank "
    "you so much,thanks in advance,"
    "thank you in advance,thank you very much,regards,best regards,kind regards,warm regards,"
    "best,sincerely,sincerely yours,"
    "yours,yours truly,respectfully,cheers,love,take care,bye,god bless,signed,from,sent by,"
    "submitted by,posted by,concerned,"
    "gracias,muchas gracias,mil gracias,gracias de antemano,saludos,un saludo,saludos "
    "cordiales,atentamente,atte,cordialmente,"
    "firmado,firma,fdo,un abrazo,abrazos,dios le bendiga,bendiciones,patient"
)
GREETINGS = _set(
    "hi,hello,hey,dear,hiya,good morning,good afternoon,good evening,greetings,welcome,hola,"
    "estimado,estimada,querido,querida,"
    "buenos dias,buenas tardes,buenas noches,buenas,sorry,thanks for writing,hi there,ok"
)
LISTENERS = _set(
    "doc,doctor,dr,doctors,team,all,everyone,there,sir,madam,maam,nurse,friend,friends,folks,"
    "guys,again,yall,y'all,parent,"
    "patient,clinic,mom,dad,you,editor,anyone,somebody,experts,god,lord,doctora,dra,equipo,amigos"
)
CUE_GAPS = frozenset(
    {
        " ",
        ". ",
        ": ",
        ", ",
        ".",
        ":",
        " (",
        " - ",
        "- ",
        " — ",
        "—",
        ",\n",
        "\n",
        "\r\n",
        ",\r\n",
        " \n",
        "\t",
        "  ",
        ",",
        ".\n",
        "! ",
        "!\n",
        ' "',
        " “",
    }
)
"""What may stand between a cue and its name."""
JOINERS = frozenset({"and", "n", "y", "e", "or", "&"})
PARTICLES = frozenset(
    "de la del der van von bin al el st san santa da das do dos di du le los las den ter ben abu mac o".split()
)


def _by_first_word() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    sorts = {
        "intro": INTRODUCTIONS,
        "title": TITLES,
        "kin": KIN,
        "role": ROLES,
        "signoff": SIGN_OFFS,
        "hello": GREETINGS,
    }
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for sort, phrases in sorts.items():
        for phrase in sorted(phrases):
            found.setdefault(phrase.split()[0], []).append((sort, tuple(phrase.split())))
    for cues in found.values():
        cues.sort(key=lambda cue: -len(cue[1]))
    return found


CUES = _by_first_word()
"""Every cue under its first word, longest first: its sort and its words."""
