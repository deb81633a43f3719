"""How hard a text is to read: a school grade, and the sentences that are too long."""

import itertools
import re

LONG_SENTENCE_WORDS = 25
"""A sentence with more words is worth splitting. Source: GOV.UK content design, sentence length."""
WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*(?:['’][^\W\d_]+)*")
ABBREVIATION = re.compile(
    r"\b(?:dr|mr|mrs|ms|st|vs|etc|approx|prof|no|fig|e\.g|i\.e|a\.m|p\.m|sra?|dra|ud|uds|aprox|mt|jr|dept|est)\.",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"[^.!?…\n]*(?:[.!?…](?!\s|$|[\"'”’)\]])[^.!?…\n]*)*(?:[.!?…]+[\"'”’)\]]*|\n+|$)")
VOWELS = re.compile(r"[aeiouy]+")
SILENT_ED = re.compile(r"[^aeiouytd]ed$")
SILENT_ES = re.compile(r"(?:[^aeiouycsxzghl]|[aeiouy]l|th|ph)es$")
SPLIT_PAIRS = re.compile(
    r"i[ao]s?(?:n|m|l|c|t|b|k|d|$)(?<!tion)(?<!sion)(?<!cian)(?<!cial)(?<!tial)(?<!gion)(?<!xion)(?<!sia)|[^q]ua(?!r?d)[lrt]"
    r"|eo(?!u)(?:[nlrspdmt]|$)|uou|ie(?:t|rs?$)|(?<![ct])ien[ct]|[^ct]ious|iu(?:m|s)|eu[ms]$|ying$|ea$"
    r"|(?:ag|ng|in|on|rn|it|ch)eal$|pean|creas$|[^g]eous|oe(?=[mt])|creat|react|real(?:i|l?ty)|area|dia|bio|io[dpvmlg]"
    r"|coor[d]|fluid|ruin|oing$|oale|yer$"
)
FINAL_UE = re.compile(r"(?:[aeiou]|n)[gq]ues?$")
EXCEPTIONS = {
    word: count
    for count, listed in {
        1: (
            "pea peas tea teas sea flea plea "
            "breathe pier tier clothes eye eyes heart i'll i've once sleeve the they're used we're "
            "we've you'll you're you've"
        ),
        2: (
            "platelet platelets herpes diet diets forehead basement being business careful couldn't "
            "didn't doesn't doing evening every going hasn't haven't isn't it'll lately likely "
            "movement people quiet patient patients rarely safely safety science seeing shouldn't "
            "someone something sometimes somewhere statement surely therefore treatment useful wasn't "
            "wouldn't several theory theories surgeon surgeons anxious"
        ),
        3: (
            "completely different everyone everything family hopefully idea measurement medicine dna rna mri hiv fda "
            "aorta embryo nuclear influence mosaic"
        ),
        4: "diabetes diabetic myopia anterior posterior inferior acuity embryonic",
        5: "immediately pituitary coagulation",
        7: "cardiomyopathy",
    }.items()
    for word in listed.split()
}
"""Words whose syllables the rules below miscount."""
SILENT_INSIDE = re.compile(
    r"(?:life|pace|guide|wide|frame|care|like|home|safe)(?=style|span|long|time|maker|line|spread|work|giver|lihood|guard)"
)
ACHES = re.compile(r"(?:^|[dkhry])aches$")
MORE_SPLITS = re.compile(r"scien(?=t)|oin(?=test)")
SPANISH_VOWELS = re.compile(r"[aeiouáéíóúü]+")
STRONG_VOWELS = frozenset("aeoáéóíú")


def sentences(text: str) -> list[str]:
    """The sentences of `text`; a line break ends one too, an abbreviation's dot does not."""
    masked = ABBREVIATION.sub(lambda match: match.group().replace(".", "\ue001"), text)
    found = (match.group().replace("\ue001", ".").strip() for match in SENTENCE.finditer(masked))
    return [sentence for sentence in found if WORD.search(sentence)]


def words(text: str) -> list[str]:
    """The words of `text`, numbers left out."""
    return WORD.findall(text)


def syllables(word: str, lang: str = "en") -> int:
    """Spoken syllables of one word, at least one."""
    return _spanish_syllables(word.lower()) if lang == "es" else _english_syllables(word.lower().replace("’", "'"))


def _english_syllables(word: str) -> int:
    if word in EXCEPTIONS:
        return EXCEPTIONS[word]
    word = re.sub(r"'(?:s|re|ve|ll|d|m)$", "", word).replace("'", "")
    count = len(VOWELS.findall(word[1:] if word[:1] == "y" else word)) + len(SPLIT_PAIRS.findall(word))
    if (
        (word.endswith("e") and not re.search(r"(?:[^aeiouy]le|[aeiouy]e)$", word))
        or SILENT_ED.search(word)
        or SILENT_ES.search(word)
        or FINAL_UE.search(word)
    ):
        count -= 1
    if re.search(r"[^aeiouyl]e(?:ment|ments)$|[^aeiouy]e(?:ly|ful|fully|less|ness)$", word):
        count -= 1
    if word.endswith("ically"):
        count -= 1
    count += len(MORE_SPLITS.findall(word)) - len(SILENT_INSIDE.findall(word)) - len(ACHES.findall(word))
    if re.search(r"(?:sm|thm)s?$", word):
        count += 1
    return max(1, count)


def _spanish_syllables(word: str) -> int:
    word = re.sub(r"([qg])u([eéií])", r"\1\2", word)
    word = re.sub(r"y(?![aeiouáéíóú])", "i", word)
    count = 0
    for group in SPANISH_VOWELS.findall(word):
        count += 1
        for left, right in itertools.pairwise(group):
            count += left in STRONG_VOWELS and right in STRONG_VOWELS
    return max(1, count)


def grade(text: str, lang: str = "en") -> float:
    """The US school grade that reads `text` with ease; 0.0 for a text without words.

    English: Flesch-Kincaid. Spanish: the Fernández-Huerta ease, turned into a grade over the bands of Flesch's table.
    Source: Kincaid et al. 1975; Fernández Huerta 1959.
    """
    found = words(text)
    count = len(sentences(text))
    if not found or not count:
        return 0.0
    per_sentence = len(found) / count
    per_word = sum(syllables(word, lang) for word in found) / len(found)
    if lang == "es":
        return _grade_of_ease(ease(text, "es"))
    return round(0.39 * per_sentence + 11.8 * per_word - 15.59, 1)


def ease(text: str, lang: str = "en") -> float:
    """Reading ease, about 0 (hard) to 100 (easy): Flesch for English, Fernández-Huerta for Spanish."""
    found = words(text)
    count = len(sentences(text))
    if not found or not count:
        return 100.0
    per_sentence = len(found) / count
    per_word = sum(syllables(word, lang) for word in found) / len(found)
    if lang == "es":
        return round(206.84 - 60 * per_word - 1.02 * per_sentence, 1)
    return round(206.835 - 1.015 * per_sentence - 84.6 * per_word, 1)


EASE_BANDS = ((100.0, 4.0), (90.0, 5.0), (80.0, 6.0), (70.0, 7.0), (60.0, 8.5), (50.0, 11.0), (30.0, 14.0), (0.0, 17.0))
"""Ease and the grade that goes with it; between two points the grade runs straight."""


def _grade_of_ease(points: float) -> float:
    if points >= EASE_BANDS[0][0]:
        return EASE_BANDS[0][1]
    for (high, easy), (low, hard) in itertools.pairwise(EASE_BANDS):
        if points >= low:
            return round(hard - (points - low) / (high - low) * (hard - easy), 1)
    return EASE_BANDS[-1][1]


def long_sentences(text: str, max_words: int = LONG_SENTENCE_WORDS) -> list[str]:
    """The sentences with more than `max_words` words, in order."""
    return [sentence for sentence in sentences(text) if len(words(sentence)) > max_words]
