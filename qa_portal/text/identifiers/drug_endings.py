"""How the names of drugs end: "-olol", "-pril", "-sartan", "-mab"."""

import re

GENERIC_DRUG = re.compile(
    r"[a-z]{2,}(?:olol|d?ipril|[aeiou]pril|sartan|statin|mab|azole?|cillin|mycin|micin|floxacin|cycline|idine|azepam|azolam|"
    r"oxetine|faxine|triptan|setron|dipine|dronate|thiazide|semide|parin|xaban|gatran|grel|lukast|terol|asone|isone|"
    r"olone|onide|adine|fenac|profen|barbital|codone|morphone|gliptin|gliflozin|glutide|glitazone|formin|tinib|ciclib|"
    r"parib|zomib|limus|platin|rubicin|taxel|trexate|giline|zosin|steride|vudine|navir|tegravir|buvir|asvir|ciclovir|"
    r"fungin|bendazole|quine|caine|relin|poetin|plase|kinra|dopa|nacin|afil|prazole|conazole|fibrate|reotide|"
    r"curium|curonium|estrel|estrone|gestrel|stigmine|tropium|phylline|prost|oxacin|penem)"
    r"[aeo]?|cef[a-z]{4,}"
)
"""How the names of drugs end that belong together."""
SHORTEST_GENERIC = 7
