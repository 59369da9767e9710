from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import dialog

# Model → path to the state of the paper that names the person; signed, it stays as it is.
SIGNED_BY_MODEL = {
    "kooperacje.consent": "document_state", "kooperacje.plan.action": "plan_id.state",
    "kooperacje.meeting.participant": "meeting_id.document_state",
    "kooperacje.decision": "meeting_id.document_state", "kooperacje.secrecy.undertaking": "document_state",
}


class CasePerson(models.Model):
    """A person in several cases of the office, a member who takes back what was shared, a line that names the wrong
    person.
    """

    _inherit = "kooperacje.case.person"

    in_other_case = fields.Boolean(
        "In another case too", compute="_compute_in_other_case",
        groups="kooperacje.group_social_worker,kooperacje.group_manager",
        help="Another case of the office, not closed yet, concerns this person as well. Which one, the manager knows.",
    )

    may_mend = fields.Boolean(
        related="person_id.may_mend", related_sudo=False, export_string_translation=False,
        groups="kooperacje.group_social_worker,kooperacje.group_manager",
    )

    @api.onchange("first_name", "last_name", "birth_date")
    def _onchange_typed(self):
        """Whoever is registered already is told of while the name is typed, so that no second record is made."""
        if self.person_id or not (self.first_name and self.last_name and self.birth_date):
            return None
        Person = self.env["kooperacje.person"]
        known = Person.new({
            "first_name": self.first_name, "last_name": self.last_name, "birth_date": self.birth_date,
            "company_id": (self.case_id.company_id or self.env.company).id,
        })._doubles()
        if not known:
            return None
        known._note_shown()
        return {"warning": {
            "type": "notification", "title": self.env._("Registered already?"),
            "message": self.env._(
                "%s, born on the same day, is registered. If it is the same person, empty the typed name and choose "
                "the person in the column “Person”.", ", ".join(known.mapped("display_name")),
            ),
        }}

    @api.depends("person_id")
    @api.depends_context("uid")
    def _compute_in_other_case(self):
        """That there is another, nothing more; for the staff of the case alone. One query for all."""
        # sudo: counts the cases of the office's persons, and names none.
        groups = self.env["kooperacje.case.person"].sudo()._read_group(
            [("person_id", "in", self.person_id.ids), ("case_id.phase", "!=", "closed")], ["person_id"],
            ["case_id:array_agg"],
        )
        cases = {person.id: set(ids) for person, ids in groups}
        for line in self:
            others = cases.get(line.person_id.id, set()) - {line.case_id._origin.id}
            line.in_other_case = bool(others) and line.case_id.user_is_staff

    # ------------------------------------------------------------
    # Who takes back what was shared
    # ------------------------------------------------------------

    @api.depends("taken_back_on")
    @api.depends_context("uid")
    def _compute_user_can_read(self):
        """The line of who has taken back the sharing is open to the office alone."""
        super()._compute_user_can_read()
        for line in self.filtered("taken_back_on"):
            line.user_can_read = line.user_can_read and line.case_id.user_is_staff

    @api.model
    def _search_user_can_read(self, operator, value):
        domain = super()._search_user_can_read(operator, value)
        if domain is NotImplemented:
            return domain
        staffed = self.env["kooperacje.access"]._open_cases_sql(staff=True)
        return Domain(domain) & (
            Domain("taken_back_on", "=", False) | Domain("case_id", "any", SQL("(%s)", staffed))
        )

    def action_take_back(self):
        """The person no longer shares his or her data with the team; the rest of the family still does (art. 7 ust. 3).

        :raises UserError: a minor does not take back what the representative has given
        """
        for line in self:
            line.case_id.check_access("write")
            if line.taken_back_on:
                continue
            if line.person_id.is_minor:
                raise UserError(self.env._(
                    "%(person)s is under age: the representative takes the sharing back, by withdrawing or narrowing "
                    "the consent.", person=line.person_id.display_name,
                ))
            line._unguarded().taken_back_on = office_today()
            told = line.case_id._in_office_language()
            told.message_post(body=told.env._(
                "A member of the family has taken back the sharing of his or her data with the team.",
            ))
        return True

    def action_relink(self):
        self.ensure_one()
        self.person_id._check_may_mend()
        return dialog(self.env._("The line names the wrong person"), "kooperacje.person.relink", context={
            "default_line_id": self.id, "dialog_size": "medium",
        })

    def _relink(self, person, reason):
        """Let the line, and all that names its person in this case, name ``person``.

        :raises UserError: a paper signed in the case names the person who stood there: it is voided first, for a
            signature is not moved from one person to another
        """
        self.ensure_one()
        case, wrong = self.case_id, self.person_id
        (wrong | person)._check_may_mend()
        case.check_access("write")
        if person == wrong or person.company_id != case.company_id:
            raise UserError(self.env._("Choose another person, of the office of the case."))
        if person in case.case_person_ids.person_id:
            raise UserError(self.env._(
                "%(person)s stands in the case already. Take the wrong line out instead.", person=person.display_name,
            ))
        if not (reason or "").strip():
            raise UserError(self.env._("Write how the wrong person came into the case."))
        self.env.flush_all()
        # superuser: who mends has been checked; the records of the case are asked and moved whole.
        moved = []
        for pointer in self.env["kooperacje.person.references"]._pointers():
            # superuser: as above.
            Model = self.env[pointer.model].sudo().with_context(active_test=False)
            if pointer.kind not in ("one", "many") or "case_id" not in Model._fields:
                continue
            records = Model.search([("case_id", "=", case.id), (pointer.field, "in", wrong.ids)])
            path = SIGNED_BY_MODEL.get(pointer.model)
            if path and any(state == "signed" for record in records for state in record.mapped(path)):
                # sudo: the label of a model, which every role may know.
                raise UserError(self.env._(
                    "A signed paper of this case names %(person)s (%(what)s). A signature is not moved to another "
                    "person: void the paper, correct the line, and sign anew.",
                    person=wrong.display_name, what=self.env["ir.model"].sudo()._get(pointer.model).name,
                ))
            if records and not (Model._name == self._name and pointer.field == "person_id"):
                moved.append((pointer, records))
        self.sudo()._unguarded().person_id = person
        for pointer, records in moved:
            if pointer.kind == "one":
                records[pointer.field] = person
            else:
                for record in records:
                    record[pointer.field] = record[pointer.field] - wrong + person
        told = case._in_office_language()
        told.message_post(body=told.env._(
            "A line of the case named the wrong person and was corrected by %(user)s: %(reason)s",
            user=self.env.user.name, reason=reason,
        ))
