from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import form

# What the head of the office answers.
ANSWER_FIELDS = frozenset({"case_manager_id", "decline_reason"})


class ReportCard(models.Model):
    """Report of a person or family by an institution of the partnership (R7): who, why, what was tried and why it
    does not work (RUR-130, 131), with the person's consent to being reported.

    It is written before there is a case. Until it is answered its author and the head of the leading office read it;
    once a case has been opened for it, it is one of the papers of that case and closed to the author. A draft that
    nobody was sent may be thrown away by its author (art. 5 RODO).
    """

    _name = "kooperacje.report.card"
    _description = "Report of a person or family"
    _inherit = ["kooperacje.document.mixin", "kooperacje.served.mixin", "kooperacje.case.data"]
    _order = "id desc"
    _rec_name = "document_number"
    _system_fields = frozenset({"company_id", "state", "case_id", "sent_on", "answered_on"})
    _fixed_fields = frozenset({"partnership_id"})
    # Who reports speaks of the family, and may speak of neighbours.
    _words_of_others = frozenset({"subject", "contact", "reason", "done_so_far", "why_not_enough", "decline_reason"})
    _document_code = "report_card"
    _document_prefix = "R7"
    _duties = {"case_manager_id": [("state", "in", ["draft", "sent"])]}
    _neutral_fields = frozenset({
        "display_name", "partnership_id", "institution_id", "unit_kind", "sent_on", "answered_on", "case_manager_id",
    })

    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
        default=lambda self: self._default_partnership_id(),
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    institution_id = fields.Many2one(
        "res.partner", "Reporting institution", required=True, index=True, ondelete="restrict",
        domain=[("is_institution", "=", True)], default=lambda self: self.env.user.partner_id._workplace(),
    )
    state = fields.Selection(
        [("draft", "In preparation"), ("sent", "Sent"), ("accepted", "Case opened"), ("declined", "Declined")],
        default="draft", required=True, readonly=True, copy=False, index=True,
    )
    sent_on = fields.Date(readonly=True, copy=False)
    answered_on = fields.Date(readonly=True, copy=False)
    unit_kind = fields.Selection(
        [("person", "Person"), ("family", "Family"), ("group", "Group")], required=True, default="family",
    )
    subject = fields.Char("Who is reported", help="Name of the person or family, as it is known to the institution.")
    contact = fields.Char("How to reach them", help="Address or telephone the person agreed to give.")
    reason = fields.Text("Reason of the report")
    need_ids = fields.Many2many(
        "kooperacje.need", string="Areas of difficulty", check_company=True, context={"active_test": False},
    )
    done_so_far = fields.Text("What was done so far")
    why_not_enough = fields.Text("Why it does not work")
    expectations = fields.Text("What the person or family expects", help="In its own words.")
    consent_given = fields.Boolean("The person or family agreed to be reported")
    consent_on = fields.Date("Date of the consent")
    case_manager_id = fields.Many2one(
        "res.users", "Case manager", ondelete="restrict",
        domain="[('role_assignment_ids', 'any', [('role', '=', 'social_worker'), ('company_id', '=', company_id),"
               " ('is_current', '=', True)])]",
    )
    decline_reason = fields.Text("Reason of declining")
    case_id = fields.Many2one(
        "kooperacje.case", "Case", readonly=True, copy=False, index="btree_not_null", ondelete="restrict",
    )

    @api.model
    def _default_partnership_id(self):
        return self.env["kooperacje.partnership"]._only_one([("state", "in", ("initiation", "active"))])

    @api.depends("document_number")
    def _compute_display_name(self):
        for card in self:
            card.display_name = card.document_number or self.env._("Report card (draft)")

    @api.constrains("institution_id", "partnership_id")
    def _check_institution(self):
        for card in self:
            # sudo: who belongs to the partnership is known to everyone in it.
            members = card.partnership_id.sudo().membership_ids.filtered(lambda one: one.state == "member")
            if card.institution_id not in members.institution_id:
                raise ValidationError(self.env._(
                    "%(institution)s is not a member of this partnership. Its members report families to it; anyone "
                    "else turns to the office itself.", institution=card.institution_id.name,
                ))

    # Document

    def _document_report(self):
        return "kooperacje.report_report_card"

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {
            "partnership_id", "institution_id", "unit_kind", "subject", "contact", "reason", "need_ids", "done_so_far",
            "why_not_enough", "expectations", "consent_given", "consent_on",
        }

    def _document_check_issuable(self):
        super()._document_check_issuable()
        for card in self:
            missing = [text for name, text in (
                ("subject", self.env._("who is reported")),
                ("reason", self.env._("the reason of the report")),
                ("done_so_far", self.env._("what was done so far")),
                ("why_not_enough", self.env._("why it does not work")),
            ) if not (card[name] or "").strip()]
            if not (card.consent_given and card.consent_on):
                missing.append(self.env._("the consent of the person or family to being reported, with its date"))
            elif card.consent_on > office_today():
                missing.append(self.env._("a date of consent that is not in the future"))
            if missing:
                raise UserError(self.env._(
                    "The report cannot be sent yet. Missing:\n%(missing)s",
                    missing="\n".join(f"– {text}" for text in missing),
                ))

    def action_send(self):
        """Number and freeze the card and put it before the head of the leading office."""
        for card in self:
            if card.state != "draft":
                raise UserError(self.env._("Report %(number)s has been sent already.", number=card.document_number))
            if card.document_state == "draft":
                card.action_issue()
            card._unguarded().write({"state": "sent", "sent_on": office_today()})
        return True

    def action_document_correct(self):
        if any(card.state not in ("draft", "sent") for card in self):
            raise UserError(self.env._("The office has answered this report. Write a new one."))
        result = super().action_document_correct()
        self._unguarded().write({"state": "draft", "sent_on": False})
        return result

    def _on_document_voided(self):
        super()._on_document_voided()
        for card in self.filtered(lambda card: card.state in ("draft", "sent")):
            card._unguarded().write({"state": "declined", "answered_on": office_today()})

    # Answer of the office

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get(name) for vals in vals_list for name in ANSWER_FIELDS):
            self._refuse_answer()
        return super().create(vals_list)

    def write(self, vals):
        """The author reads the answer; who is to run the case and why it was declined are the office's own words."""
        if not self.env.su and not ANSWER_FIELDS.isdisjoint(vals):
            for card in self:
                answered = "decline_reason" in vals and card.state != "sent"
                if answered or not self.env.user._has_role("manager", card.company_id):
                    card._refuse_answer()
        return super().write(vals)

    def _refuse_answer(self):
        raise AccessError(self.env._(
            "The answer to a report is written by the head of the office, as long as the report waits for it.",
        ))

    def _check_may_answer(self):
        for card in self:
            if not self.env.user._has_role("manager", card.company_id):
                # sudo: the name of the office, for the message.
                raise AccessError(self.env._(
                    "The head of %(office)s answers the reports. Ask there.", office=card.company_id.sudo().name,
                ))
            if card.state != "sent" or card.document_state == "void":
                raise UserError(self.env._("Only a report that waits for an answer can be answered."))

    def action_open_case(self):
        """Open a case for the report and give it to the case manager chosen.

        :raise UserError: without a case manager, or when the report does not wait for an answer
        """
        self.ensure_one()
        serialise_on(self)
        self._check_may_answer()
        if not self.case_manager_id:
            raise UserError(self.env._("Choose the social worker who is to run the case."))
        case = self.env["kooperacje.case"].create({
            "partnership_id": self.partnership_id.id, "user_id": self.case_manager_id.id,
            "unit_kind": self.unit_kind, "source": "institution", "source_institution_id": self.institution_id.id,
            "source_consent_on": self.consent_on, "reported_on": self.sent_on, "need_words": self.expectations,
            "report_way": "mail",
            "working_institution_ids": [Command.set(
                (self.institution_id - self.company_id.sudo().partner_id).ids,  # sudo: the office's own institution
            )],
            "need_line_ids": [Command.create({"need_id": need.id}) for need in self.need_ids],
        })
        self._unguarded().write({"state": "accepted", "answered_on": office_today(), "case_id": case.id})
        return form(case, name=case.name)

    def action_decline(self):
        """Answer without a case: the person is helped otherwise. The reason tells the institution what to do."""
        self._check_may_answer()
        if any(not (card.decline_reason or "").strip() for card in self):
            raise UserError(self.env._("Write the reason: the institution is to know how to help on."))
        self._unguarded().write({"state": "declined", "answered_on": office_today()})
        return True
