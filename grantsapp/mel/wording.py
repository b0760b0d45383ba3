"""Words of ours that a call may take over: the consent that people give first.

Each paragraph promises what the house does. Whoever changes the one changes the other.
"""

CONSENT = {
    "en": (
        "This survey asks how you see some things, as part of a project that you took "
        "part in. It helps to find out whether such projects do any good.\n\n"
        "Taking part is your choice. You can leave out any question, or say that you "
        "prefer not to answer, and you can stop whenever you like. Whatever you "
        "choose, nothing changes for you in the project.\n\n"
        "We do not ask for your name, your address or your telephone number. The "
        "people who run the project see how many have answered, and never what you "
        "answered; only a form on paper is typed in by one of them. The evaluator of "
        "the fund works with all answers, and can look at those of a single person; "
        "they carry no names. What the evaluator publishes are figures in which nobody "
        "can be recognised.\n\n"
        "Because your answers do not carry your name, we cannot find them again to "
        "take them out once you have sent them."
    ),
    "ar": (
        "يسألك هذا الاستبيان عن رأيك في بعض الأمور، في إطار مشروع شاركتَ فيه. "
        "وهو يساعد على معرفة ما إذا كانت مثل هذه المشاريع مفيدة.\n\n"
        "المشاركة من اختيارك. يمكنك ترك أي سؤال، أو القول إنك تفضل عدم الإجابة، "
        "ويمكنك التوقف متى شئت. ومهما كان اختيارك فلن يتغير شيء بالنسبة إليك في "
        "المشروع.\n\n"
        "لا نسألك عن اسمك ولا عن عنوانك ولا عن رقم هاتفك. يرى القائمون على المشروع "
        "عدد من أجابوا فقط، ولا يرون إجاباتك أبدًا؛ أما الاستمارة الورقية فيُدخلها "
        "أحدهم. ويعمل مقيّم الصندوق على جميع الإجابات، ويمكنه الاطلاع على إجابات شخص "
        "واحد، وهي لا تحمل أسماء. أما ما ينشره فهو أرقام لا يمكن التعرف فيها على "
        "أحد.\n\n"
        "ولأن إجاباتك لا تحمل اسمك، فلا نستطيع العثور عليها وحذفها بعد أن ترسلها."
    ),
    "pl": (
        "W tej ankiecie pytamy, jak widzisz pewne sprawy, w ramach projektu, w którym "
        "bierzesz udział. Pomaga ona sprawdzić, czy takie projekty coś dają.\n\n"
        "Udział zależy od Ciebie. Możesz pominąć każde pytanie albo zaznaczyć, że "
        "wolisz nie odpowiadać, i w każdej chwili przerwać. Cokolwiek wybierzesz, w "
        "projekcie nic się dla Ciebie nie zmieni.\n\n"
        "Nie pytamy o imię i nazwisko, adres ani numer telefonu. Osoby prowadzące "
        "projekt widzą, ile osób odpowiedziało, a nigdy, co odpowiedziano; tylko "
        "formularz papierowy przepisuje jedna z nich. Ewaluator funduszu pracuje na "
        "wszystkich odpowiedziach i może obejrzeć odpowiedzi jednej osoby; nie mają "
        "one nazwisk. Publikuje tylko liczby, w których nikogo nie można rozpoznać.\n\n"
        "Ponieważ odpowiedzi nie są podpisane, po wysłaniu nie potrafimy ich odnaleźć, "
        "aby je usunąć."
    ),
}
