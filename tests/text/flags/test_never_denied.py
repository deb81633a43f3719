"""What is never talked away: every sign that says "no" itself, or that somebody wants to die, in every scope."""

from itertools import product

import pytest

from qa_portal.text.flags import Level, find

_SIGNS = {
    "en": [
        "I want to kill myself",
        "I want to die",
        "I can't breathe",
        "he can't swallow his own spit",
        "the bleeding won't stop",
        "she is not breathing",
        "my newborn is not feeding",
        "the baby is not waking",
        "he won't wake up",
        "I can't promise I'll be safe",
    ],
    "es": [
        "quiero matarme",
        "me quiero morir",
        "no puedo respirar",
        "no respira",
        "no para de sangrar",
        "mi reci\u00e9n nacido no come",
        "el beb\u00e9 no despierta",
        "no responde",
        "no quiero vivir",
    ],
}
_BEFORE = {
    "en": [
        "No fever, ",
        "No, ",
        "No fever or cough but ",
        "He has no allergies. ",
        "Denies chest pain. Now ",
        "I had an operation in 2011. Now ",
        "Years ago I had asthma. Today ",
        "My uncle died of a stroke. ",
        "What should I do? ",
        "What are the signs of sepsis? ",
        "Is it normal? ",
        "Without any warning, ",
        "It is not a joke, ",
        "I never asked for help, but ",
    ],
    "es": [
        "No tengo fiebre, ",
        "No, ",
        "No tiene fiebre ni tos pero ",
        "Niega dolor de pecho. Ahora ",
        "Me operaron en 2011. Ahora ",
        "Hace a\u00f1os tuve asma. Hoy ",
        "Mi t\u00edo muri\u00f3 de un derrame. ",
        "\u00bfQu\u00e9 hago? ",
        "\u00bfCu\u00e1les son los s\u00edntomas de sepsis? ",
        "Sin aviso, ",
        "Nunca ped\u00ed ayuda, pero ",
    ],
}
_AFTER = {
    "en": ["", ", no fever.", ". No cough, no rash.", ". I had this in 2015 too.", ". Is that bad?"],
    "es": ["", ", sin fiebre.", ". No tiene tos ni ronchas.", ". \u00bfEs malo?"],
}


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_scope_silences_a_sign_that_says_no_itself(language: str) -> None:
    silenced = [
        before + sign + after
        for before, sign, after in product(_BEFORE[language], _SIGNS[language], _AFTER[language])
        if find(before + sign + after).level is not Level.EMERGENCY
    ]
    assert silenced == []


@pytest.mark.parametrize(
    "text",
    [
        "I do not want to die and I am not going to kill myself, the form wants to know.",
        "My son has no thoughts of harming himself.",
        "No estoy deprimido ni quiero morirme, solo me aburro.",
        "Form: never stopped breathing, never lost consciousness, no fits.",
        "My husband snores. He doesn't stop breathing, I counted.",
        "Mi beb\u00e9 no tiene fiebre, no vomita y come de todo.",
    ],
)
def test_a_thing_denied_in_so_many_words_is_no_emergency(text: str) -> None:
    assert find(text).level is not Level.EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        "It's not true that I don't want to kill myself.",
        "I wouldn't say I'm not suicidal.",
        "No digo que no vaya a matarme.",
        "It is not that he is not confused, he is burning up and muddled since this morning.",
    ],
)
def test_two_denials_deny_nothing(text: str) -> None:
    assert find(text).level is Level.EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        "My head is exploding with all these forms.",
        "I nearly died laughing.",
        "I could kill my brother for telling mum.",
        "The bill gave me a heart attack when I saw it.",
        "I am drowning in paperwork.",
        "My boss is breathing down my neck.",
        "Me muero de risa con este perro.",
        "Casi me da un infarto al ver la factura.",
        "No me dejan ni respirar en el trabajo.",
    ],
)
def test_a_figure_of_speech_is_routine(text: str) -> None:
    assert find(text).level is Level.ROUTINE


@pytest.mark.parametrize(
    "text",
    [
        "My head is exploding, it hit me like a hammer a minute ago and I am vomiting.",
        "I am bleeding in the bath and it won't stop.",
        "Me muero, no puedo respirar.",
    ],
)
def test_the_same_words_meant_are_an_emergency(text: str) -> None:
    assert find(text).level is Level.EMERGENCY


def test_words_of_one_language_are_no_patterns_of_another() -> None:
    assert find("My brother and I have an itchy throat with this cold, which medicine is best for us?").level is not (
        Level.EMERGENCY
    )


def test_one_thing_said_once_is_not_two_signs() -> None:
    text = "My throat feels itchy and a bit tight with this cold, which lozenges are best?"
    assert find(text).level is not Level.EMERGENCY
