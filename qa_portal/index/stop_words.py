"""Words that say nothing about an illness: grammar, and the courtesies of a patient's letter."""
""" = _EN a about above actually advice advices advise advize after again age aged ago all almost
also although always am among an and another answer answers any anybody anyone anything anyway are
around as ask asked asking at away basically be became because become been before being below
between both but by came can cannot concern concerned could couldnt currently day days dear did
didnt do doc doctor doctors does doesnt doing done dont down dr due during each either else enough
especially etc ever every everyone everything few for from further get gets getting give given go
goes going gone got guidance guide had hadnt has hasnt have havent having he hello help her here
hers herself hey hi him himself his how however i id if ill im in info inform information into is
isnt it its itself ive just kind kindly know known lately less let lets like likely look looking lot
lots maam madam made make makes making mam many may maybe me might mine month months more most much
must my myself need needs neither never nor not now of off often old on once one only or other
others our ours ourselves out over own per perhaps please query question questions quite rather
really recently regarding regards reply respond response said same say see seem seems several shall
she should shouldnt since sincerely sir so some somebody someone something sometimes soon still such
suggest suggestion suggestions sure take taken taking tell than thank thanks thankyou that thats the
their theirs them themselves then there theres these they theyre thing things think this those
though through to today together told tomorrow too took toward try trying under unless until up upon
us use used using usually very want wants was wasnt way we week weeks well went were werent weve
what whatever whats when where whether which while who whom whose why will with within without
wonder wondering wont worried worry would wouldnt year years yes yesterday yet you your youre yours
yourself yourselves yr yrs
""".split()

_ES = """
a al algo algun alguna algunas alguno algunos ano anos ante antes aquel aquella aqui asi aun aunque
ayer ayuda ayudan ayudar ayudarme bajo bien buenas buenos cada casi como con consejo consulta contra
cual cuales cualquier cuando cuanto de decir decirme del desde dia dias doctor doctora donde dos dr
dra duda durante e edad el ella ellas ellos en entre era eran eres es esa esas ese eso esos esta
estaba estado estan estar estas este estimada estimado esto estos estoy favor fue fueron gracias
gran gustaria ha haber habia hace hacer hacia han has hasta hay he hemos hola hoy la las le les lo
los mas me mes meses mi mis mucha mucho muchos muy nada ni no noches nos nosotros nuestra nuestro o
os otra otras otro otros para pero poco por porque pregunta preguntas preocupa preocupada preocupado
puede pueden puedo pues que quien quienes quiero quisiera saber saludos se sea segun semana semanas
ser si sido siempre sin sobre solo son soy su sus tal tambien tampoco tan tanto tardes te tener
tengo tiene tienen todo todos tu tus un una uno unos usted ustedes va vez voy y ya yo
""".split()

STOP_WORDS: dict[str, frozenset[str]] = {"en": frozenset(_EN), "es": frozenset(_ES)}
"""Stop words by language, without accents or apostrophes."""
