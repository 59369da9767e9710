"""Words of the page for residents, in its three languages. Services themselves are told in Polish."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# Language of the page → code of its translation, and its own name.
LANGUAGES = {"pl": ("pl_PL", "Polski"), "uk": ("uk_UA", "Українська"), "en": ("en_US", "English")}

WORDS = {
    "title": _lt("Help near you"),
    "intro": _lt("Services of the institutions that work together in the partnership “%(partnership)s”. You need no "
                 "account, and nobody notes what you look for."),
    "danger": _lt("In danger call 112."),
    "skip": _lt("Go to the services"),
    "language_label": _lt("Language"),
    "search": _lt("What do you look for?"),
    "example": _lt("For example: psychologist, debts, after-school club"),
    "need": _lt("Matter"),
    "area": _lt("Commune"),
    "any": _lt("any"),
    "age": _lt("Age of the person"),
    "free_only": _lt("Free of charge only"),
    "find": _lt("Look for services"),
    "clear": _lt("Show all services"),
    "found": _lt("Services found: %(count)s"),
    "none": _lt("No service was found. Try other or fewer words, or ask the office."),
    "office": _lt("Ask the office"),
    "office_words": _lt("%(office)s helps you to choose, and to find what is not on this page."),
    "phone": _lt("Telephone"),
    "email": _lt("E-mail"),
    "website": _lt("Web page"),
    "institution": _lt("Who helps"),
    "description": _lt("What the help is"),
    "groups": _lt("For whom"),
    "age_both": _lt("aged %(low)s to %(high)s"),
    "age_low": _lt("aged %(low)s and over"),
    "age_high": _lt("aged up to %(high)s"),
    "where": _lt("Where"),
    "when": _lt("When"),
    "how": _lt("How to use it"),
    "documents": _lt("What to bring"),
    "conditions": _lt("Conditions"),
    "cost": _lt("Cost"),
    "waiting": _lt("Waiting time"),
    "days": _lt("days: about %(days)s"),
    "places": _lt("Free places"),
    "places_on": _lt("%(places)s (as of %(day)s)"),
    "accessibility": _lt("Accessibility"),
    "contact": _lt("Contact"),
    "matters": _lt("In which matters"),
    "confirmed": _lt("The institution confirmed this on %(day)s."),
    "stale": _lt("This has not been confirmed for a long time. Call before you go."),
    "back": _lt("Back to the list"),
    "previous": _lt("Previous page"),
    "next": _lt("Next page"),
    "page": _lt("Page %(page)s of %(pages)s"),
    "pages": _lt("Pages of the list"),
    "missing_title": _lt("This page does not exist"),
    "missing": _lt("The address is not complete, or the office has closed the page. Ask the welfare centre of your "
                   "commune."),
    "busy_title": _lt("Too many questions at once"),
    "busy": _lt("Wait a minute and open the page again."),
}
FAULTS = {
    "age": _lt("The age is a number from 0 to 120. What you typed was left out."),
    "search": _lt("What you look for is too long. Use some words only, at most 100 characters."),
}
CHOICES = {
    "fee": {"free": _lt("free of charge"), "partial": _lt("partly paid"), "full": _lt("to be paid")},
    "place": {
        "seat": _lt("at the institution"), "environment": _lt("at your place or in your neighbourhood"),
        "remote": _lt("by telephone or on the Internet"),
    },
    "access_mode": {
        "open": _lt("come without formalities"), "enrolment": _lt("sign up first"),
        "application": _lt("hand in an application"), "referral": _lt("a referral is needed"),
        "decision": _lt("a decision of the office is needed"),
    },
}


class Words:
    """What the page says in ``language`` (``pl``, ``uk`` or ``en``)."""

    def __init__(self, language):
        self.language = language
        self.code = LANGUAGES[language][0]

    def __getattr__(self, name):
        return self.say(WORDS[name])

    def say(self, text, **values):
        """``text`` of this file, with ``values`` in its places."""
        said = text._translate(self.code)
        return said % values if values else said

    def fill(self, name, **values):
        return self.say(WORDS[name], **values)

    def fault(self, name):
        return self.say(FAULTS[name])

    def choice(self, name, code="", _label=""):
        """Words for what a service has chosen in ``name``; nothing for none."""
        return self.say(CHOICES[name][code]) if code else ""
