from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.signing import COSIGN_AGE, representatives, required
from odoo.addons.kooperacje.models.access.windows import form
from odoo.addons.kooperacje.models.network.document_signature import SIGNATURE_KINDS

# What a team cannot do without; the rest is asked for where the work needs it.
PROPOSED_SCOPES = ("IDENTITY", "SUPPORT")

ANSWERS = [("yes", "Yes"), ("no", "No")]


class ConsentWizard(models.TransientModel):
    """Records what the person or family decided (tool 14 F–J): to the method, to a consultation meeting and, apart
    from it and institution by institution, to the sharing of data.

    No answer is proposed, so nobody consents by an oversight. A refusal is recorded with its reason and has no other
    consequence than that no task team is appointed (art. 11 u.p.s.).
    """

    _name = "kooperacje.consent.wizard"
    _description = "Record a consent"
    _inherit = ["kooperacje.once.mixin", "kooperacje.case.pointer"]

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, readonly=True, ondelete="cascade")
    person_ids = fields.Many2many("kooperacje.person", compute="_compute_person_ids")
    information_given = fields.Boolean(
        "The family was told what a task team is, that it is voluntary, that consent may be withdrawn at any time, "
        "who will see which data, and that it may have a representative",
    )
    clause_given = fields.Boolean("The information clause was handed over (art. 13 RODO)")
    method_answer = fields.Selection(ANSWERS, "Work with a task team (ZZK)")
    method_refusal = fields.Char("Reason of refusal", help="In the family's words, if it wants to give one.")
    consultation_answer = fields.Selection(ANSWERS, "Consultation meeting of the workers without the family")
    line_ids = fields.One2many(
        "kooperacje.consent.wizard.line", "wizard_id", "Sharing of data", compute="_compute_line_ids",
        compute_sudo=False, store=True, readonly=False,
    )
    date_from = fields.Date("Valid from", required=True, default=lambda self: office_today())
    date_to = fields.Date(
        "Valid until", required=True, compute="_compute_date_to", compute_sudo=False, store=True, readonly=False,
        precompute=True,
    )
    signer_ids = fields.Many2many(
        "kooperacje.person", "kooperacje_consent_wizard_signer_rel", string="Signed by", compute="_compute_signer_ids",
        compute_sudo=False, store=True, readonly=False, domain="[('id', 'in', person_ids)]",
        help="Each adult whose data are shared; for a minor or an incapacitated person the parent, guardian or "
             "curator. A minor signs too from the age set in the office.",
    )
    not_signing = fields.Char(compute="_compute_not_signing")
    child_opinion = fields.Text("Opinion of the child")
    signed_on = fields.Date(default=lambda self: office_today())
    signature_kind = fields.Selection(SIGNATURE_KINDS, default="handwritten")
    signed_copy = fields.Binary("Scan or signed file", attachment=False)
    signed_copy_filename = fields.Char()
    signature_checked = fields.Char("Checked elsewhere")

    @api.depends("case_id")
    def _compute_person_ids(self):
        for wizard in self:
            wizard.person_ids = wizard.case_id.case_person_ids.person_id

    @api.depends("case_id")
    def _compute_signer_ids(self):
        for wizard in self:
            parties = wizard.case_id.case_person_ids._parties()
            in_household = [party for party in parties if party.in_household]
            age = wizard.case_id.company_id.kooperacje_cosign_age or COSIGN_AGE
            keys = {party.key for party in in_household if required(party, age)[0]}
            for party in in_household:
                if required(party, age)[1]:
                    keys |= representatives(party, parties)
            wizard.signer_ids = wizard.person_ids.filtered(lambda person, keys=keys: person._origin.id in keys)

    @api.depends("signer_ids", "case_id")
    def _compute_not_signing(self):
        for wizard in self:
            adults = wizard.case_id.case_person_ids.filtered(
                lambda line: line.in_household and not line.person_id.is_minor
            ).person_id
            wizard.not_signing = ", ".join((adults - wizard.signer_ids._origin).mapped("display_name"))

    @api.depends("case_id")
    def _compute_date_to(self):
        for wizard in self:
            months = wizard.case_id.company_id.kooperacje_consent_months or 12
            start = wizard.date_from or office_today()
            wizard.date_to = start + relativedelta(months=months) - timedelta(days=1)

    @api.depends("case_id")
    def _compute_line_ids(self):
        """Institutions worth asking about: those that work with the family, those whose services answer its needs,
        and those asked before.
        """
        scopes = self.env["kooperacje.data.scope"].search([("code", "in", PROPOSED_SCOPES)])
        for wizard in self:
            case = wizard.case_id
            services = self.env["kooperacje.service"].search([
                ("partnership_id", "in", case.partnership_id._baskets().ids), ("is_available", "=", True),
                ("need_ids", "in", case.need_line_ids.need_id.ids),
            ])
            given = case.consent_statement_ids.filtered(
                lambda statement: statement.kind == "sharing" and statement.is_granted
                and statement.document_state == "signed"
            ).sorted("id")
            # The last answer is proposed again, for a renewal asks what was asked before.
            scopes_by_institution = {statement.institution_id: statement.open_scope_ids for statement in given}
            asked = case.consent_statement_ids.filtered(lambda statement: statement.is_granted).institution_id
            institutions = case.working_institution_ids | services.institution_id | asked
            wizard.line_ids = [Command.clear()] + [
                Command.create({
                    "institution_id": institution.id,
                    "scope_ids": [Command.set(scopes_by_institution.get(institution, scopes).ids)],
                    "purpose": case._in_office_language().env._("Help of the task team"),
                })
                for institution in institutions - case.company_id.partner_id
            ]

    def _check(self):
        """Refuse what cannot be a consent, whether to be signed or signed."""
        self.ensure_one()
        if self.date_to < self.date_from:
            raise UserError(self.env._("The consent ends before it starts. Correct the dates of validity."))
        institutions = self.line_ids.institution_id
        if len(institutions) != len(self.line_ids):
            raise UserError(self.env._("An institution stands twice in the list. Leave it once, with all its scopes."))
        if self.case_id.company_id.partner_id in institutions:
            raise UserError(self.env._(
                "Your own office is the controller of the data and needs no consent. Remove it from the list.",
            ))
        for line in self.line_ids:
            if line.answer == "yes" and not line.scope_ids:
                raise UserError(self.env._(
                    "Choose what %(institution)s may see (scope of data), or answer “No”.",
                    institution=line.institution_id.name,
                ))

    def _check_answers(self):
        unanswered = []
        if not self.method_answer:
            unanswered.append(self.env._("work with a task team"))
        if self.method_answer == "yes":
            if not self.consultation_answer:
                unanswered.append(self.env._("consultation meeting"))
            unanswered += self.line_ids.filtered(lambda line: not line.answer).institution_id.mapped("name")
        if unanswered:
            raise UserError(self.env._(
                "Enter the family's answer, yes or no, to:\n%(questions)s",
                questions="\n".join(f"– {question}" for question in unanswered),
            ))

    def _statement_values(self):
        dates = {"date_from": self.date_from, "date_to": self.date_to}
        values = [{
            **dates, "kind": "method", "is_granted": self.method_answer == "yes",
            "refusal_reason": self.method_refusal if self.method_answer == "no" else False,
        }]
        if self.method_answer == "no":
            return values
        values.append({**dates, "kind": "consultation", "is_granted": self.consultation_answer == "yes"})
        return values + [{
            **dates, "kind": "sharing", "institution_id": line.institution_id.id, "purpose": line.purpose,
            "scope_ids": [Command.set(line.scope_ids.ids)], "is_granted": line.answer == "yes",
        } for line in self.line_ids]

    def _create_consent(self):
        self._check()
        return self.env["kooperacje.consent"].create({
            "case_id": self.case_id.id,
            "information_given": self.information_given,
            "clause_given": self.clause_given,
            "child_opinion": self.child_opinion,
            "signer_ids": [Command.set(self.signer_ids.ids)],
            "statement_ids": [Command.create(values) for values in self._statement_values()],
        })

    def action_prepare(self):
        """The paper to print and sign; what the family decides is entered on it afterwards.

        Signers and information stand on the paper, so they cannot wait until it is signed.
        """
        if not self.signer_ids:
            raise UserError(self.env._("Choose who will sign: the adults of the household."))
        if not (self.information_given and self.clause_given):
            raise UserError(self.env._(
                "Inform the family and hand over the clause before it is asked to decide, then tick both.",
            ))
        self._take_once()
        consent = self._create_consent()
        consent.action_issue()
        return form(consent, name=consent.display_name)

    def action_record_signed(self):
        """The paper is signed already: record it, and from now on it counts."""
        self._check_answers()
        self._take_once()
        self._create_consent()._document_register_signature(
            self.signed_on, self.signature_kind, self.signed_copy, self.signed_copy_filename, self.signature_checked,
        )
        return {"type": "ir.actions.act_window_close"}
