"""Ten questions as patients write them, made up for these tests: short, long, urgent, Spanish, odd signs."""

KNEE = (
    "I twisted my knee while hanging curtains last Sunday. It clicked, and since then it hurts on the inner side when "
    "I go down the stairs. It is a bit swollen in the evening. Do I need an X-ray, or can I wait?"
)
CHEST = (
    "Since this morning I have crushing chest pain that goes into my left arm, I am sweating and I can hardly breathe. "
    "My husband says it is the heavy dinner. Should I wait until Monday?"
)
SPANISH = (
    "Buenos días. Desde hace tres semanas me pica la piel de los codos y me salen placas rojas que se pelan. Una crema "
    "de la farmacia no me ayudó. ¿Puede ser psoriasis y qué puedo hacer mientras tanto?"
)
SIGNS = (
    "Hello 👋🏽 my ears 👂 ring since the concert 🎸 on Friday — it is like ‘eeeee’… صفير في الأذن, and my "
    'friend wrote \u05e9\u05dc\u05d5\u05dd. <b>Is this</b> & "that" 100% normal? 🙈 I am 27 ½ years old; it\'s at '
    "~4 kHz I think\u200b."
)
DAY = (
    "On the {n}th day I wrote down again how it was. I woke up at about five with a stiff back, got up slowly, and "
    "after a warm shower it was better. At noon I could walk to the bakery and back. In the evening the stiffness came "
    "back, mostly low down on the right, and I lay on the floor with my legs on a chair, which helped a little. "
)
LONG = (
    "I keep a diary of my back because I was told to. "
    + "".join(DAY.format(n=number) for number in range(4, 27))
    + "So it is not getting worse, but it is not getting better either. Is there something I should do differently?"
)
LETTERS = (
    ("en", KNEE),
    ("en", CHEST),
    ("es", SPANISH),
    ("en", SIGNS),
    ("en", LONG),
    (
        "en",
        "My name is Odile Brankovic, I live at 14 Larkspur Lane in Tewkesbury, born 3 May 1961, phone 01632 960144. "
        "My blood pressure was 152/94 at the pharmacy on Tuesday. My sister Maribel says mine is normal for my age. "
        "Is it?",
    ),
    ("en", "can u take ibuprofen with my iron tablets or not???? pls answer quick"),
    ("en", "how much water a day\n\n\nreally needed?"),
    (
        "en",
        "My doctor changed my thyroid tablets from 50 to 75 micrograms six weeks ago. I sleep badly since then and my "
        "heart beats fast when I lie down. When is the right time for the next blood test?",
    ),
    ("en", "Is it true that eating carrots at night helps with tired eyes? I work at a screen from 8 to 6."),
)
"""Language and text of each."""
