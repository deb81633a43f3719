"""Words that say nothing about an illness: grammar, and the courtesies of a patient's letter."""

_EN = """
a about above after again ago all almost also although always am among an and another any anybody
anyone anything are around as at away be became because become been before being below between both
but by came can cannot could couldnt did didnt do does doesnt doing done dont due during each
either else enough especially etc ever every everyone everything few for from further get gets
getting give given go goes going gone got had hadnt has hasnt have havent having he her here hers
herself him himself his how however i id if ill im in into is isnt it its itself ive just kind know
known lately less let lets like likely look looking lot lots made make makes making many may maybe
me might mine more most much must my myself need needs neither never nor not now of off often on
once one only or other others our ours ourselves out over own per perhaps please quite rather really
said same say see seem seems several shall she should shouldnt since so some somebody someone
something sometimes soon still such sure take taken taking tell than that thats the their theirs
them themselves then there theres these they theyre thing things think this those though through to
together told too took toward try trying under unless until up upon us use used using usually very
want wants was wasnt way we well went were werent weve what whatever whats when where whether which
while who whom whose why will with within without wont would wouldnt yes yet you your youre yours
yourself yourselves cant aint im hadnt hello hi hey dear doctor doctors dr doc sir madam mam maam thanks thank thankyou
regards sincerely kindly help advice advise advize advices answer answers question questions query
reply respond response suggest suggestion suggestions guide guidance inform information info
concerned concern worried worry wondering wonder ask asking asked regarding anyway actually
basically currently recently old yr yrs year years month months week weeks day days today yesterday
tomorrow aged age against helps helping helped
""".split()

_ES = """
a al algo algun alguna algunas alguno algunos ante antes aquel aquella aqui asi aun aunque ayer bajo
bien cada casi como con contra cual cuales cualquier cuando cuanto de del desde donde dos durante e
el ella ellas ellos en entre era eran eres es esa esas ese eso esos esta estaba estado estan estar
estas este esto estos estoy fue fueron gran ha haber habia hace hacer hacia han has hasta hay he
hemos hoy la las le les lo los mas me mi mis mucha mucho muchos muy nada ni no nos nosotros nuestra
nuestro o os otra otras otro otros para pero poco por porque pues puede pueden puedo que quien
quienes se sea segun ser si sido siempre sin sobre solo son soy su sus tal tambien tampoco tan tanto
te tener tengo tiene tienen todo todos tu tus un una uno unos usted ustedes va vez voy y ya yo hola
buenas buenos dias tardes noches doctor doctora dr dra estimado estimada gracias favor saludos ayuda
ayudar ayudarme consejo consulta pregunta preguntas duda quiero quisiera gustaria saber decir
decirme preocupa preocupado preocupada anos ano mes meses semana semanas dia edad ayudan
""".split()

STOP_WORDS: dict[str, frozenset[str]] = {"en": frozenset(_EN), "es": frozenset(_ES)}
"""Stop words by language, without accents or apostrophes."""
