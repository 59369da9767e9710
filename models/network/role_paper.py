from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today

from .role_assignment import FAR_FUTURE

KINDS = [
    ("authorisation", "Authorisation to process personal data"),
    ("secrecy", "Secrecy undertaking"),
]


class RolePaper(models.Model):
    """Paper that a role asks for: authorisation to process personal data, secrecy undertaking (papers 4.7, 4.8).

    Both are asked of everyone who works with data of families (art. 100 ust. 6 u.p.s., art. 29 RODO), by each
    controller for itself, hence one for each role. The signature writes number and dates to the role, from which the
    access relation follows; an authorisation opens nothing beyond its own dates nor beyond those of the role.
    Voiding a signed paper takes it back: the one signed before counts again, if any; otherwise the role opens no case.
    """

    _name = "kooperacje.role.paper"
    _description = "Authorisation and secrecy of a role"
    _inherit = ["kooperacje.document.mixin"]
    _order = "company_id, user_id, kind, id desc"
    _rec_name = "document_number"
    _check_company_auto = False
    _fixed_fields = frozenset({"role_id", "kind"})

    role_id = fields.Many2one(
        "kooperacje.role.assignment", "Role of", required=True, index=True, ondelete="restrict",
    )
    kind = fields.Selection(KINDS, required=True, default="authorisation", index=True)
    # Not past the rules: a paper not saved yet may name a role of another office.
    user_id = fields.Many2one(
        "res.users", "Person", related="role_id.user_id", related_sudo=False, store=True, index=True,
    )
    company_id = fields.Many2one(
        "res.company", "Controller", related="role_id.company_id", related_sudo=False, store=True, index=True,
    )
    institution_id = fields.Many2one(
        "res.partner", "Institution", related="role_id.institution_id", related_sudo=False, store=True,
    )
    role = fields.Selection(related="role_id.role", related_sudo=False, store=True)
    grantor = fields.Char(
        "Given by", compute="_compute_grantor", store=True, readonly=False,
        help="Who signs for the controller, as printed: name and function of the head of the office.",
    )
    scope = fields.Text(
        compute="_compute_scope", store=True, readonly=False, compute_sudo=False,
        help="What data, for what purpose. Proposed by the role; printed as written here.",
    )
    date_from = fields.Date(
        "Valid from", compute="_compute_dates", store=True, readonly=False, compute_sudo=False,
    )
    date_to = fields.Date(
        "Valid until", compute="_compute_dates", store=True, readonly=False, compute_sudo=False,
        help="Empty: as long as the role lasts. It never outlasts the role.",
    )
    valid_until = fields.Date("Stands until", compute="_compute_valid_until", help="Not later than the role itself.")
    status = fields.Selection(
        [
            ("draft", "Draft"), ("issued", "To be signed"), ("planned", "Not valid yet"), ("current", "In force"),
            ("replaced", "Replaced"), ("ended", "Ended"), ("void", "Access taken back"),
        ],
        compute="_compute_status",
    )

    @api.depends("role_id", "kind")
    def _compute_dates(self):
        for paper in self:
            # Never back to the day on which an older role began: nobody was authorised before the signature.
            paper.date_from = paper.date_from or max(paper.role_id.date_from or office_today(), office_today())
            paper.date_to = paper.date_to or (paper.kind == "authorisation" and paper.role_id.date_to)

    @api.depends("company_id")
    def _compute_grantor(self):
        today = office_today()
        # sudo: the head of the office is named on every paper of the office.
        heads = self.env["kooperacje.role.assignment"].sudo().search([
            ("company_id", "in", self.company_id.ids), ("role", "=", "manager"),
            ("date_from", "<=", today), ("valid_until", ">=", today),
        ]).grouped("company_id")
        for paper in self:
            person = paper.company_id in heads and heads[paper.company_id][:1].user_id.partner_id
            paper.grantor = paper.grantor or (
                person and ", ".join(filter(None, (person.name, person.function)))
            )

    @api.depends("role_id", "kind")
    def _compute_scope(self):
        for paper in self:
            paper.scope = paper.scope or (paper.kind == "authorisation" and paper._proposed_scope())

    @api.depends("date_to", "role_id.valid_until")
    def _compute_valid_until(self):
        for paper in self:
            last = min(paper.date_to or FAR_FUTURE, paper.role_id.valid_until or FAR_FUTURE)
            paper.valid_until = last if last != FAR_FUTURE else False

    @api.depends("document_state", "date_from", "valid_until", "role_id.paper_ids.document_state")
    def _compute_status(self):
        today = office_today()
        for paper in self:
            if paper.document_state != "signed":
                paper.status = paper.document_state
            elif paper._origin != paper.role_id._last_paper(paper.kind)._origin:
                paper.status = "replaced"
            elif paper.valid_until and paper.valid_until < today:
                paper.status = "ended"
            else:
                paper.status = "planned" if paper.date_from and paper.date_from > today else "current"

    @api.depends("document_number", "kind")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for paper in self:
            paper.display_name = paper.document_number or self.env._(
                "%(kind)s (draft)", kind=labels.get(paper.kind, ""),
            )

    @api.constrains("date_from", "date_to", "role_id")
    def _check_dates(self):
        for paper in self:
            if paper.date_from and paper.date_to and paper.date_to < paper.date_from:
                raise ValidationError(self.env._("An authorisation cannot end before it begins."))

    # ------------------------------------------------------------------
    # Document
    # ------------------------------------------------------------------

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {"role_id", "kind", "grantor", "scope", "date_from", "date_to"}

    def _document_check_issuable(self):
        result = super()._document_check_issuable()
        today = office_today()
        for paper in self:
            if paper.role_id.valid_until < today:
                raise UserError(self.env._(
                    "The role of %(user)s is over. Give a new role first, then prepare its papers.",
                    user=paper.user_id.name,
                ))
            if paper.kind == "authorisation" and not (paper.scope and paper.grantor):
                raise UserError(self.env._(
                    "Write what data the authorisation covers (“Scope”) and who gives it (“Given by”).",
                ))
            if paper.date_to and paper.date_to < today:
                raise UserError(self.env._("The authorisation would be over before it was given. Correct the date."))
        return result

    def _document_register_signature(self, signed_on, kind, file=None, filename=None, checked=None):
        """:raises UserError: as the document's own, and for one's own role (principle of four eyes)"""
        self.role_id._check_four_eyes()
        return super()._document_register_signature(signed_on, kind, file, filename, checked)

    def _document_void(self, reason):
        """:raises UserError: as the document's own, and for one's own role: the paper before may open more"""
        self.role_id._check_four_eyes()
        return super()._document_void(reason)

    def _on_document_signed(self):
        result = super()._on_document_signed()
        self.role_id._apply_papers(self.mapped("kind"))
        return result

    def _on_document_voided(self):
        result = super()._on_document_voided()
        taken_back = self.filtered("signed_on")
        for kind in set(taken_back.mapped("kind")):
            taken_back.filtered(lambda paper, kind=kind: paper.kind == kind).role_id._apply_papers([kind])
        return result
