"""What an office sets for itself: each setting is declared once, by the room that reads it.

How to use, in the room's ``res.company``:

    kooperacje_answer_days = office_setting(
        fields.Integer, PERIODS, "Days to answer", default=7, help="Time an institution has to answer.",
    )

How it works: the company keeps the value. The page of settings (``res.config.settings``) and the form of an office's
manager (``kooperacje.office.settings``) stand in ``wizards``, which Odoo imports after all rooms: ``EachSetting`` gives
them a field of the same name, label and help for every setting, and ``blocks`` the order in which they are shown.
"""
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

PERIODS, PAPERS, PLAN, FILES = "periods", "papers", "plan", "files"
# Blocks of the page and of the form, in this order.
TITLES = {
    PERIODS: _lt("Periods of the office"), PAPERS: _lt("Authorisations and secrecy"),
    PLAN: _lt("Name of the plan in documents"), FILES: _lt("Files of the office"),
}
# Name of the setting → its declaration, in the order of the rooms.
DECLARED = {}


class _Setting:
    """Stands in the class body for a field of the company, and notes the setting when it learns its name."""

    def __init__(self, field_class, block, args, params):
        self.field_class, self.block, self.args, self.params = field_class, block, args, params

    def __set_name__(self, owner, name):
        DECLARED[name] = self
        # Read when somebody asks for it, not with every company of every request.
        self.make(owner, name, prefetch="kooperacje", **self.params)

    def make(self, owner, name, **params):
        """Give the class ``owner`` the field ``name``."""
        field = self.field_class(*self.args, **params)
        setattr(owner, name, field)
        field.__set_name__(owner, name)


def office_setting(field_class, block, *args, **params):
    """A field of the company that its office sets.

    :param field_class: such as ``fields.Integer``; further parameters are those of the field
    :param block: of the page on which it is shown, a key of ``TITLES``
    """
    return _Setting(field_class, block, args, params)


class EachSetting:
    """Stands in the body of a form's class for a field of each setting, with the label and help of the company's.

    :param params: what the fields are beside that; ``%s`` stands for the name of the setting
    """

    def __init__(self, **params):
        self.params = params

    def __set_name__(self, owner, _name):
        for name, setting in DECLARED.items():
            kept = {key: value for key, value in setting.params.items() if key != "default"}
            setting.make(owner, name, **kept, **{
                key: value % name if isinstance(value, str) and "%s" in value else value
                for key, value in self.params.items()
            })


def blocks(env):
    """``(key, title, names of settings)`` of each block, the title in the reader's language."""
    for key, title in TITLES.items():
        names = [name for name, setting in DECLARED.items() if setting.block == key]
        yield key, env._(title), names
