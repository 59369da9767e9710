from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import window

from .role_assignment import CASE_ROLES
from .role_paper import PAPER_FIELDS


class RoleAssignment(models.Model):
    """The papers behind a role: typed as kept elsewhere, or drawn up and signed here."""

    _inherit = "kooperacje.role.assignment"

    paper_ids = fields.One2many("kooperacje.role.paper", "role_id", "Papers")
    missing_papers = fields.Char(
        "Missing for cases", compute="_compute_missing_papers",
        help="What the role needs before it opens a case (art. 100 ust. 6 u.p.s.).",
    )
    # Past the rules: whether a paper is signed, for whoever sees the role; the paper itself stays unseen.
    has_authorisation_paper = fields.Boolean(compute="_compute_signed_papers", compute_sudo=True)
    has_secrecy_paper = fields.Boolean(compute="_compute_signed_papers", compute_sudo=True)

    @api.depends("paper_ids.document_state", "paper_ids.kind")
    def _compute_signed_papers(self):
        for role in self:
            signed = role.paper_ids.filtered(lambda paper: paper.document_state == "signed").mapped("kind")
            role.has_authorisation_paper = "authorisation" in signed
            role.has_secrecy_paper = "secrecy" in signed

    @api.depends("role", "authorisation_date", "authorisation_date_to", "secrecy_date", "valid_until")
    def _compute_missing_papers(self):
        today = office_today()
        for role in self:
            missing = []
            if role.role in CASE_ROLES and role.valid_until and role.valid_until >= today:
                expired = role.authorisation_date_to and role.authorisation_date_to < today
                if not role.authorisation_date or expired:
                    missing.append(self.env._("authorisation"))
                if not role.secrecy_date:
                    missing.append(self.env._("secrecy undertaking"))
            role.missing_papers = ", ".join(missing)

    @api.model_create_multi
    def create(self, vals_list):
        roles = super().create(vals_list)
        if roles._is_guarded():
            for role in roles:
                role._check_typed({name: role[name] for names in PAPER_FIELDS.values() for name in names})
        return roles

    def write(self, vals):
        self._refuse_beyond_bounds(vals)
        if self._is_guarded():
            for role in self:
                changed = {
                    name: vals[name] for names in PAPER_FIELDS.values() for name in names & vals.keys()
                    if self._fields[name].convert_to_cache(vals[name], role) != (role[name] or None)
                }
                role._check_typed(changed)
                role._check_not_signed(changed)
        return super().write(vals)

    def _check_typed(self, values):
        """Raise ``UserError`` where the office counts only papers signed here and dates are typed nevertheless."""
        # sudo: one setting of the office in which the caller gives roles.
        company = self.company_id.sudo()
        if any(values.values()) and company.kooperacje_papers_only:
            raise UserError(self.env._(
                "In %(office)s only authorisations and undertakings drawn up and signed here count. Leave the fields "
                "empty, save the role and press “Prepare papers”.", office=company.name,
            ))

    def _check_not_signed(self, changed):
        for kind, names in PAPER_FIELDS.items():
            if names & changed.keys() and self[f"has_{kind}_paper"]:
                raise UserError(self.env._(
                    "This comes from the signed paper of %(user)s. Void it, or have a new one signed.",
                    user=self.user_id.name,
                ))

    def _last_paper(self, kind):
        self.ensure_one()
        return self.paper_ids.filtered(
            lambda paper: paper.kind == kind and paper.document_state == "signed"
        ).sorted(lambda paper: (paper.signed_on, paper._origin.id))[-1:]

    def _apply_papers(self, kinds):
        """Write to the roles what the papers of ``kinds`` signed last say; nothing where all were taken back."""
        for role in self:
            values = {}
            if "authorisation" in kinds:
                paper = role._last_paper("authorisation")
                values.update({
                    "authorisation_number": paper.document_number,
                    "authorisation_date": paper and max(paper.signed_on, paper.date_from or paper.signed_on),
                    "authorisation_date_to": paper.date_to,
                })
            if "secrecy" in kinds:
                values["secrecy_date"] = role._last_paper("secrecy").signed_on
            # sudo: they come from the paper whose signature the caller was allowed to register; the head of the
            # office, who authorises for the controller, does not give roles.
            role.sudo()._unguarded().write(values)

    def action_prepare_papers(self):
        """Draft what each of the roles lacks, and open all their papers."""
        Paper = self.env["kooperacje.role.paper"]
        today = office_today()
        serialise_on(self)
        values = []
        for role in self.filtered(lambda role: role.valid_until >= today):
            there = set(role.paper_ids.filtered(lambda paper: paper.document_state != "void").mapped("kind"))
            expired = role.authorisation_date_to and role.authorisation_date_to < today
            if (not role.authorisation_date and "authorisation" not in there) or (
                expired and not role.paper_ids.filtered(
                    lambda paper: paper.kind == "authorisation" and paper.document_state in ("draft", "issued")
                )
            ):
                values.append({"role_id": role.id, "kind": "authorisation"})
            if not role.secrecy_date and "secrecy" not in there:
                values.append({"role_id": role.id, "kind": "secrecy"})
        papers = Paper.create(values)
        if not papers and not self.paper_ids:
            raise UserError(self.env._("These roles have their authorisation and secrecy undertaking already."))
        return window(self.env, "action_role_paper", domain=[("role_id", "in", self.ids)], context={})
