from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.case_scoped import scoped
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import form

CONTENT_FIELDS = frozenset({
    "kind", "held_on", "place", "participants", "family_words", "priorities", "arrangements", "genogram", "ecomap",
    "interview_date", "interview_signature", "line_ids",
})


class Diagnosis(models.Model):
    """Diagnosis of a family's situation by areas of life (tool 19 D), one record per version (K3D-185).

    In the rural variant it is made at a diagnostic workshop with the family and the institutions (RUR-136, R9). Of the
    environmental interview it bears date and reference only: the official questionnaire lives elsewhere (art. 107
    u.p.s.).

    draft → settled → superseded, or void. A version is settled when its own card is signed or the protocol of a
    meeting that holds it, and is frozen from then on; the next version starts from its lines.

    What the whole diagnosis says is shared as the family's situation; each area bears its own scope. The card and its
    scan hold all areas at once and are for the office; a partner prints the areas it may read.
    """

    _name = "kooperacje.diagnosis"
    _description = "Diagnosis"
    _inherit = ["kooperacje.document.mixin", "mail.thread", "kooperacje.case.scoped"]
    _order = "case_id, version desc"
    _system_fields = frozenset({"version", "state", "settled_on", "previous_id"})
    _fixed_fields = frozenset({"case_id"})
    _scope_xmlid = "kooperacje.data_scope_family"
    _neutral_fields = frozenset({"display_name", "version", "settled_on", "previous_id"})
    _words_of_others = frozenset({"participants"})

    document_pdf = scoped(fields.Binary, None)
    signed_copy = scoped(fields.Binary, None)
    signature_reading = scoped(fields.Text, None)

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", related="case_id.company_id", store=True, index=True)
    version = fields.Integer(readonly=True, default=1, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("settled", "Agreed"), ("superseded", "Superseded"), ("void", "Annulled")],
        default="draft", required=True, readonly=True, copy=False, index=True, tracking=True,
    )
    settled_on = fields.Date("Agreed on", readonly=True, copy=False)
    previous_id = fields.Many2one("kooperacje.diagnosis", "Previous version", readonly=True, copy=False)
    kind = fields.Selection(
        [("team", "Diagnosis with the family"), ("workshop", "Diagnostic workshop (R9)")], "Way", required=True,
        compute="_compute_kind", store=True, readonly=False, precompute=True,
    )
    held_on = fields.Date("Made on", default=lambda self: office_today(), copy=False)
    place = fields.Char(copy=False)
    participants = fields.Text("Who took part", copy=False)
    interview_date = fields.Date(
        "Environmental interview on", compute="_compute_interview", store=True, readonly=False, precompute=True,
    )
    interview_signature = fields.Char(
        "Reference of the interview", compute="_compute_interview", store=True, readonly=False, precompute=True,
        help="Reference of the official questionnaire (art. 107 u.p.s.); not its content.",
    )
    family_words = fields.Text("The situation in the family's words")
    priorities = fields.Text("What matters most to the family")
    arrangements = fields.Text(copy=False)
    genogram = fields.Image(max_width=2000, max_height=2000)
    ecomap = fields.Image("Eco-map", max_width=2000, max_height=2000)
    line_ids = fields.One2many("kooperacje.diagnosis.line", "diagnosis_id", "Areas", copy=True)

    _draft_uniq = models.UniqueIndex(
        "(case_id) WHERE state = 'draft'", "This case already has a diagnosis in preparation. Finish that one first.",
    )
    _settled_uniq = models.UniqueIndex(
        "(case_id) WHERE state = 'settled'", "This case already has a settled diagnosis.",
    )

    @api.depends("case_id")
    def _compute_kind(self):
        for diagnosis in self:
            # sudo: only the variant of the Model the partnership works by.
            rural = diagnosis.case_id.sudo().partnership_id.variant == "rural"
            diagnosis.kind = diagnosis.kind or ("workshop" if rural else "team")

    @api.depends("case_id")
    def _compute_interview(self):
        for diagnosis in self:
            diagnosis.interview_date = diagnosis.case_id.interview_date
            diagnosis.interview_signature = diagnosis.case_id.interview_signature

    @api.depends("case_id.name", "version")
    def _compute_display_name(self):
        for diagnosis in self:
            diagnosis.display_name = self.env._(
                "%(case)s, diagnosis %(version)s", case=diagnosis.case_id.name or "", version=diagnosis.version,
            )

    # ------------------------------------------------------------
    # Versions
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Versions count on by themselves, and a new one looks back at the settled one."""
        diagnoses = super().create(vals_list)
        for diagnosis in diagnoses:
            others = diagnosis.case_id.diagnosis_ids - diagnosis
            # superuser: version and origin are system fields.
            diagnosis.sudo().write({
                "version": max(others.mapped("version"), default=0) + 1,
                "previous_id": others.filtered(lambda other: other.state == "settled").id,
            })
        return diagnoses

    def write(self, vals):
        if CONTENT_FIELDS & vals.keys():
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        self._check_draft()

    def _check_draft(self):
        """:raises UserError: when one of the diagnoses is frozen"""
        for diagnosis in self:
            if diagnosis.state != "draft":
                raise UserError(self.env._(
                    "Version %s of the diagnosis is settled and no longer changes. Make the next version from it.",
                    diagnosis.version,
                ))

    def _settle(self, settled_on):
        """Settle drafts as of ``settled_on``: their card, or a protocol that holds them, has been signed."""
        drafts = self.filtered(lambda diagnosis: diagnosis.state == "draft")
        drafts.check_access("write")
        # superuser from here on: states are system fields; the caller may write the diagnosis.
        drafts = drafts.sudo()
        before = drafts.case_id.diagnosis_ids.filtered(lambda diagnosis: diagnosis.state == "settled")
        # Flushed one after the other: the unique indexes allow one settled version and one draft per case.
        before.write({"state": "superseded"})
        before.flush_recordset(["state"])
        drafts.write({"state": "settled", "settled_on": settled_on})
        drafts.flush_recordset(["state"])

    def _annul(self):
        """The paper that had settled these versions was voided: the ones before hold again."""
        # superuser: states are system fields; whoever voids the paper may.
        for diagnosis in self.sudo().filtered(lambda diagnosis: diagnosis.state == "settled"):
            before = diagnosis.previous_id.filtered(lambda other: other.state == "superseded")
            diagnosis.state = "void"
            diagnosis.flush_recordset(["state"])
            before.state = "settled"
            diagnosis.case_id.diagnosis_ids.filtered(
                lambda other, diagnosis=diagnosis: other.previous_id == diagnosis and other.state == "draft"
            ).previous_id = before

    def action_revise(self):
        """Open the next version, which starts from the areas of this one."""
        self.ensure_one()
        if self.state not in ("settled", "void"):
            raise UserError(self.env._("Only a settled diagnosis is revised; a draft can be changed as it is."))
        serialise_on(self.case_id)
        draft = self.case_id.diagnosis_ids.filtered(lambda diagnosis: diagnosis.state == "draft")
        return (draft or self.copy())._open_form()

    def action_add_areas(self):
        """A line for each area of the dictionary that is not there yet."""
        self._check_draft()
        for diagnosis in self:
            areas = self.env["kooperacje.diagnosis.area"]._used_by(diagnosis.company_id)
            diagnosis.line_ids = [
                Command.create({"area_id": area.id}) for area in areas - diagnosis.line_ids.area_id
            ]
        return True

    def _open_form(self):
        return form(self, views=[(False, "form")])

    # ------------------------------------------------------------
    # Document: the card
    # ------------------------------------------------------------

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | CONTENT_FIELDS | {"case_id"}

    def _check_ready(self):
        """:raises UserError: nothing said of any area; a workshop without the consent to the method (RUR-129)"""
        for diagnosis in self:
            if not diagnosis.line_ids.filtered("is_filled"):
                raise UserError(self.env._("The diagnosis says nothing yet. Fill in at least one area of life."))
            if diagnosis.kind == "workshop":
                diagnosis.case_id._check_consent("method", on=diagnosis.held_on)

    @api.model
    def _document_extend_form(self, arch, snippet):
        """A version agreed by a protocol needs no card of its own: it shows neither "Draft" nor a step to issue it."""
        bar = snippet.find("div[@name='document_bar']")
        bar.find(".//field[@name='document_state']").set("invisible", "document_state == 'draft' and state != 'draft'")
        issue = bar.find(".//button[@name='action_issue']")
        issue.set("invisible", f"state != 'draft' or {issue.get('invisible')}")
        super()._document_extend_form(arch, snippet)

    def _document_check_issuable(self):
        self._check_draft()
        self._check_ready()
        return super()._document_check_issuable()

    def _on_document_signed(self):
        result = super()._on_document_signed()
        for diagnosis in self:
            diagnosis._settle(diagnosis.signed_on)
        return result

    def _on_document_voided(self):
        result = super()._on_document_voided()
        self.filtered("signed_on")._annul()
        return result
