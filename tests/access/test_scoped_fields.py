from odoo import fields, models
from odoo.tests import TransactionCase, tagged

from odoo.addons.kooperacje.models.access.case_scoped import scoped

SUPPORT = "kooperacje.data_scope_support"
# What the family shares by scope within records that stay open; ``None`` for a paper that holds several scopes.
SCOPED = {
    "kooperacje.case": dict.fromkeys((
        "need_words", "interview_signature", "parallel_plans", "resources", "limits", "qualification_reason",
        "alliance_note", "proposal_note", "proposal_answer",
    ), SUPPORT),
    "kooperacje.meeting": {
        **dict.fromkeys((
            "family_absence_reason", "family_perspective", "worker_perspective", "members_perspective", "course",
            "outcome_note",
        ), SUPPORT),
        "document_pdf": None, "signed_copy": None, "signature_reading": None,
    },
    "kooperacje.meeting.agenda": {"notes": SUPPORT},
    "kooperacje.meeting.participant": {"own_part": SUPPORT},
    "kooperacje.goal.rating": {"family_view": SUPPORT, "note": SUPPORT},
    "kooperacje.diagnosis": {"document_pdf": None, "signed_copy": None, "signature_reading": None},
}


@tagged("post_install", "-at_install")
class TestScopedFields(TransactionCase):
    """The scope of a text is said where its field is; the hidden column comes with it."""

    def test_the_list_is_whole(self):
        """A text that loses its scope is open to every member of the team: nobody would be refused."""
        found = {}
        for name in self.env["kooperacje.case.data"]._case_data_models():
            texts = {key: field.data_scope for key, field in self.env[name]._fields.items() if hasattr(
                field, "data_scope",
            )}
            if texts:
                found[name] = texts
        self.assertEqual(found, SCOPED)
        for name, texts in SCOPED.items():
            self.assertEqual(dict(self.env[name]._scoped_fields()), texts)

    def test_each_stands_in_a_column_that_nobody_reads(self):
        for name, texts in SCOPED.items():
            for text in texts:
                shown, kept = self.env[name]._fields[text], self.env[name]._fields[f"{text}_kept"]
                with self.subTest(name, field=text):
                    self.assertEqual((shown.store, shown.compute, shown.copy), (False, "_compute_scoped", False))
                    self.assertTrue(shown.inverse and shown.search)
                    self.assertEqual((kept.store, kept.copy, kept.groups), (True, False, fields.NO_ACCESS))
                    self.assertEqual(kept.type, shown.type)

    def test_every_scope_exists(self):
        for scope in {scope for texts in SCOPED.values() for scope in texts.values()} - {None}:
            self.assertTrue(self.env["kooperacje.data.scope"]._of(scope).exists())

    def test_another_room_adds_to_it_as_to_any_field(self):
        """By ``_inherit`` with the plain field: help is added, the scope stays."""
        Meeting = type(self.env["kooperacje.meeting"])
        definitions = [
            field for cls in reversed(Meeting._model_classes__) for field in getattr(cls, "_field_definitions", ())
            if field.name == "course"
        ]
        self.assertEqual(len(definitions), 1)
        field = fields.Text(_base_fields__=(*definitions, fields.Text(help="In a few sentences.")))
        attributes = field._get_attrs(Meeting, "course")
        self.assertEqual(attributes["help"], "In a few sentences.")
        self.assertEqual((attributes["data_scope"], attributes["compute"]), (SUPPORT, "_compute_scoped"))

    def test_the_helper_takes_what_the_field_takes(self):
        """Both fields learn their names from the class; parameters go to the one that is shown."""
        class Owner(models.AbstractModel):
            _name = "kooperacje.owner"
            _register = False

            words = scoped(fields.Char, SUPPORT, "Words in brief", size=7, help="Few.")

        self.assertEqual((Owner.words.name, Owner.words_kept.name), ("words", "words_kept"))
        self.assertEqual((Owner.words.string, Owner.words.size), ("Words in brief", 7))
        self.assertEqual(Owner.words.data_scope, SUPPORT)
        self.assertFalse(hasattr(Owner.words_kept, "data_scope"))
