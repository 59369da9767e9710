from psycopg2 import IntegrityError

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import form


class PersonMerged(models.Model):
    """A merge that turns out wrong is taken back: the two records are two again, each with what hung on it.

    What was done is kept beside the number, until the person or a case of the person is erased. What was entered after
    the merge stays with the record that stayed, and the office moves it by hand.
    """

    _inherit = "kooperacje.person.merged"

    # The record that went, as it was, and each row that was moved, deleted or changed.
    journal = fields.Json(readonly=True, groups=fields.NO_ACCESS, export_string_translation=False)
    can_be_undone = fields.Boolean(compute="_compute_can_be_undone", export_string_translation=False)

    def _compute_can_be_undone(self):
        # sudo: whether there is a journal, which nobody reads.
        for merged in self.sudo():
            merged.sudo(False).can_be_undone = bool(merged.journal)

    def action_undo(self):
        """Take the merge back.

        :raises UserError: it was made before merges were kept, a later one stands above it, or a row cannot come back
        """
        self.ensure_one()
        self.check_access("read")
        person = self.person_id
        person._check_may_mend()
        serialise_on(person)
        self.env.flush_all()
        # sudo: who undoes has been checked; what hung on the records goes back whole, whoever wrote it.
        journal, number = self.sudo().journal, self.former_number
        if not journal:
            raise UserError(self.env._(
                "This merge can no longer be taken back by itself: a case of the person has been erased since, or it "
                "was made by an earlier version of the program. Register the other person anew and correct the lines "
                "of the cases.",
            ))
        # sudo: as above.
        later = self.sudo().search_count([("person_id", "=", person.id), ("id", ">", self.id)], limit=1)
        if journal["winner"] != person.id or later:
            raise UserError(self.env._("Another record was merged into this one later. Take that merge back first."))
        merged_cases = person.sudo().case_person_ids.case_id
        now = person._said()
        back = {
            name: value for name, value in journal["before"].items()
            if value != journal["after"][name] and now[name] == journal["after"][name]
        }
        said = {"kooperacje_change_reason": self.env._("A merge was taken back"), "kooperacje_mistake": True}
        person.with_context(**said).write(back)
        # sudo: the program's own key.
        person.sudo().continuity_key = journal["key"]
        self.env.flush_all()
        References = self.env["kooperacje.person.references"]
        # sudo: the record of the merge goes with it; its reason stays in the messages of the cases.
        self.sudo().unlink()
        self.env.flush_all()
        loser = {"do": "gone", "model": person._name, "row": journal["loser"]}
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                References._take_back([*journal["rows"], loser])
                self.env.flush_all()
        except IntegrityError as error:
            raise UserError(self.env._(
                "The merge can no longer be taken back by itself, for what hung on the record has been changed since. "
                "Nothing has been changed. Register the other person anew and correct the lines of the cases.",
            )) from error
        other = person.browse(number)
        other._check_pesel_once()
        # sudo: the answer that they are two is the office's, so that nobody is asked again.
        self.env["kooperacje.person.pair"].sudo().create({"person_id": person.id, "other_id": number})
        for one in person | other:
            # sudo: a restriction goes with its person; the head's decision is not touched.
            one.env["kooperacje.restriction"].sudo().search([
                ("person_id", "=", one.id), ("lifted_on", "=", False),
            ]).write({"case_ids": [Command.set(one.sudo().case_person_ids.case_id.ids)]})
        for case in merged_cases:
            told = case._in_office_language()
            told.message_post(body=told.env._(
                "A merge of two records of persons was taken back by %s.", self.env.user.name,
            ))
        return form(other.sudo(False), name=other.sudo(False).display_name)
