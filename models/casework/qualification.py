from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.office_day import office_today

CRITERIA = ("a", "b", "c")


class Qualification(models.Model):
    """Joint screening and qualification of a person or family (R8): the partnership decides together, with the
    family's consent, by the criteria a–c (RUR-129–134).

    A signed paper opens the gate to the team (``kooperacje.case._missing_joint_qualification``). Who is not qualified
    goes on in ordinary social work; nothing follows from it for benefits (art. 11 u.p.s.).
    """

    _name = "kooperacje.qualification"
    _description = "Joint qualification"
    _inherit = ["kooperacje.document.mixin", "mail.thread", "kooperacje.case.data"]
    _order = "id desc"
    _rec_name = "document_number"
    _system_fields = frozenset({"company_id"})
    _fixed_fields = frozenset({"case_id"})
    _document_code = "qualification"
    _document_prefix = "R8"
    # The register of qualifications: number, day and decision.
    _neutral_fields = frozenset({
        "display_name", "decided_on", "decision", "deferred_until", "votes_for", "votes_against", "votes_abstained",
    })

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", related="case_id.company_id", store=True, index=True)
    decided_on = fields.Date("Meeting on", required=True, default=lambda self: office_today())
    by_code = fields.Boolean(
        "Presented by its code, without names", default=True,
        help="The partnership decides on a situation. Names are not needed for it.",
    )
    family_consent = fields.Selection(
        # RUR-129
        [("yes", "Yes"), ("no", "No")], "The family agrees to be qualified", help="Without it nobody is.",
    )
    family_consent_on = fields.Date("Consent given on")
    criterion_a = fields.Boolean("a) Another system of help than so far must be applied")
    criterion_a_reason = fields.Text("Reason of a)", help="What was tried and why it did not work.")
    criterion_b = fields.Boolean("b) The family is in chronic crisis")
    criterion_b_reason = fields.Text("Reason of b)")
    criterion_c = fields.Boolean(
        "c) Individual help is exhausted and an inter-sectoral solution or a quick intervention is required",
    )
    criterion_c_reason = fields.Text("Reason of c)")
    has_many_problems = fields.Boolean(
        "Many problems at once", compute="_compute_has_many_problems", store=True, readonly=False, precompute=True,
        # RUR-131, 196
        help="Many areas to work on occur together. At least two needs of the case.",
    )
    vote_ids = fields.One2many("kooperacje.qualification.vote", "qualification_id", "Votes")
    votes_for = fields.Integer(compute="_compute_votes")
    votes_against = fields.Integer(compute="_compute_votes")
    votes_abstained = fields.Integer(compute="_compute_votes")
    decision = fields.Selection(
        [("qualified", "Qualified"), ("not_qualified", "Not qualified"), ("deferred", "Deferred")],
    )
    decision_reason = fields.Text("Reason of the decision")
    deferred_until = fields.Date(help="When the partnership looks at the case again.")

    @api.depends("document_number", "case_id.name")
    def _compute_display_name(self):
        for one in self:
            one.display_name = one.document_number or self.env._(
                "Draft qualification of %(case)s", case=one.case_id.name or "",
            )

    @api.depends("case_id")
    def _compute_has_many_problems(self):
        for one in self:
            one.has_many_problems = len(one.case_id.need_line_ids) >= 2

    @api.depends("vote_ids.vote")
    def _compute_votes(self):
        for one in self:
            votes = one.vote_ids.mapped("vote")
            one.votes_for, one.votes_against = votes.count("for"), votes.count("against")
            one.votes_abstained = votes.count("abstained")

    # Document

    def _document_report(self):
        return "kooperacje.report_qualification"

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {
            "case_id", "decided_on", "by_code", "family_consent", "family_consent_on", "has_many_problems", "vote_ids",
            "decision", "decision_reason", "deferred_until",
            *(f"criterion_{one}" for one in CRITERIA), *(f"criterion_{one}_reason" for one in CRITERIA),
        }

    def _missing_for_issue(self):
        """What the paper lacks, as texts that say what to do."""
        self.ensure_one()
        missing, today = [], office_today()
        if self.decided_on > today:
            missing.append(self.env._("a meeting that has been held: correct its date"))
        for one in CRITERIA:
            if self[f"criterion_{one}"] and not (self[f"criterion_{one}_reason"] or "").strip():
                missing.append(self.env._("the reason of criterion %(criterion)s)", criterion=one))
        if not self.decision:
            return [*missing, self.env._("the decision")]
        others = self.vote_ids.institution_id - self.company_id.sudo().partner_id  # sudo: the office's own institution
        if self.decision != "deferred" and not others:
            missing.append(self.env._("the votes: at least one institution beside the office decides with it"))
        if self.decision == "qualified":
            if not any(self[f"criterion_{one}"] for one in CRITERIA):
                missing.append(self.env._("at least one of the criteria a, b, c"))
            if self.family_consent != "yes" or not self.family_consent_on:
                missing.append(self.env._("the consent of the family to be qualified, with its date"))
            elif self.family_consent_on > self.decided_on:
                missing.append(self.env._("the consent of the family before the meeting, not after it"))
            if self.vote_ids and self.votes_for <= self.votes_against:
                missing.append(self.env._("a majority of the votes for it, or another decision"))
        elif not (self.decision_reason or "").strip():
            missing.append(self.env._("the reason of the decision"))
        if self.decision == "deferred" and not self.deferred_until:
            missing.append(self.env._("the day on which the partnership looks at the case again"))
        return missing

    def _document_check_issuable(self):
        super()._document_check_issuable()
        for one in self:
            missing = one._missing_for_issue()
            if missing:
                raise UserError(self.env._(
                    "The qualification is not complete yet. Missing:\n%(missing)s",
                    missing="\n".join(f"– {text}" for text in missing),
                ))

    def _document_signatures(self):
        """Everyone who voted signs."""
        return [
            (line.partner_id.name or "................................", line.institution_id.name)
            for line in self.vote_ids
        ]

    def _on_document_signed(self):
        """The decision counts. Refused, the case goes back to ordinary social work, with no other consequence."""
        super()._on_document_signed()
        for one in self:
            case = one.case_id
            if one.decision == "qualified":
                one._fill_case()
            elif one.decision == "not_qualified" and case.phase in ("qualification", "consent"):
                case._move_to_phase("recognition")

    def _fill_case(self):
        """Take the criteria over as the premises of the case, where the social worker entered none."""
        self.ensure_one()
        premises = self.env["kooperacje.premise"]
        reasons = []
        for one in CRITERIA:
            if self[f"criterion_{one}"]:
                premises |= self.env.ref(
                    f"kooperacje.premise_qualification_rural_{one}", raise_if_not_found=False,
                ) or premises
                reasons.append(self[f"criterion_{one}_reason"])
        values = {}
        if premises - self.case_id.premise_ids:
            values["premise_ids"] = [Command.link(premise.id) for premise in premises]
        if not (self.case_id.qualification_reason or "").strip():
            values["qualification_reason"] = "\n".join(dict.fromkeys(reasons))
        if values:
            self.case_id.write(values)
