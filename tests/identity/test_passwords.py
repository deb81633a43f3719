"""Which passwords are taken, and how they are kept."""

import unicodedata

import pytest

from qa_portal.identity import passwords

EMAIL = "anna.meier@example.org"


@pytest.mark.parametrize(
    "easy",
    [
        "aaaaaaaaaaaa", "123456789012", "abcabcabcabc", "qwertyuiop[]", "password2024!", "Butterfly-1987!",
        "anna.meier-1984", "1qaz2wsx3edc", "contrasena2024", "0987654321098",
    ],
)  # fmt: skip
def test_what_guessers_try_first_is_refused(easy: str) -> None:
    assert passwords.is_too_easy(easy, EMAIL)


@pytest.mark.parametrize(
    "good",
    ["seven quiet herons wade", "forest cherry winter", "kitchen49!zebra", "Tr0ub4dor&3xyz", "ñandú verde lejano",
     "密码很长的一个句子你好吗朋友", "493028174659"],
)  # fmt: skip
def test_what_is_hard_to_guess_is_taken(good: str) -> None:
    assert not passwords.is_too_easy(good, EMAIL)
    assert passwords.is_long_enough(good)


def test_a_hash_says_how_it_was_made_and_never_twice_the_same() -> None:
    one, two = passwords.hash_password("seven quiet herons"), passwords.hash_password("seven quiet herons")
    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert one != two
    assert passwords.matches("seven quiet herons", one)
    assert not passwords.matches("seven quiet heron", one)
    assert not passwords.is_outdated(one)
    assert passwords.is_outdated(one.replace("t=2", "t=1"))


def test_the_same_letters_from_another_keyboard_are_the_same_password() -> None:
    typed = "señor lejano verde"
    kept = passwords.hash_password(unicodedata.normalize("NFC", typed))
    assert passwords.matches(unicodedata.normalize("NFD", typed), kept)


def test_without_a_hash_the_answer_is_no() -> None:
    assert not passwords.matches("", None)
