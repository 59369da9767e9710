import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.kooperacje.kernels import delivery_address, signed_copy
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import form

WAYS = [
    ("edelivery", "Electronic delivery (AE:PL)"), ("epuap", "ePUAP"), ("email", "E-mail"),
    ("registered", "Registered letter"), ("letter", "Ordinary letter"), ("hand", "Handed over in person"),
]
OUTCOMES = [
    ("waiting", "No proof yet"), ("delivered", "Delivered"), ("deemed", "Deemed delivered"), ("returned", "Returned"),
]
ARRIVED = ("delivered", "deemed")


class Dispatch(models.Model):
    """Register of what the office has sent (rejestr przesyłek wychodzących): what, to whom, how, when and by whom, and
    the proof that it arrived (UPO, UPD, confirmation of receipt).

    What was sent stays as it was written down; afterwards only the proof, the day of delivery and the number of the
    item are entered. An entry made by mistake is struck out with a reason, never deleted. Items of a case are read by
    who runs it and by the head, and go with the case when it is erased; others are read by the head and the network
    worker.
    """

    _name = "kooperacje.dispatch"
    _description = "Item sent"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.case.data", "kooperacje.document.printed"]
    _order = "sent_on desc, id desc"
    _rec_name = "number"
    _system_fields = frozenset({"number", "sent_by_id"})
    _fixed_fields = frozenset({
        "case_id", "company_id", "paper_model", "paper_id", "subject", "recipient_id", "recipient_name", "way",
        "address", "sent_on",
    })
    _neutral_fields = frozenset({"number", "way", "sent_on", "sent_by_id", "delivered_on", "outcome"})

    number = fields.Char("Number", readonly=True, copy=False, default="/", index=True)
    company_id = fields.Many2one(
        "res.company", "Office", required=True, index=True, compute="_compute_of_paper", store=True, readonly=False,
        precompute=True, compute_sudo=False,
    )
    case_id = fields.Many2one(
        "kooperacje.case", "Case", index="btree_not_null", ondelete="restrict", compute="_compute_of_paper", store=True,
        readonly=False, precompute=True, compute_sudo=False,
    )
    paper_model = fields.Char(export_string_translation=False, copy=False)
    paper_id = fields.Many2oneReference("Paper", model_field="paper_model", copy=False, export_string_translation=False)
    has_paper = fields.Boolean(compute="_compute_has_paper", export_string_translation=False)
    subject = fields.Char(
        "What was sent", required=True, compute="_compute_of_paper", store=True, readonly=False, precompute=True,
        compute_sudo=False, help="Kind and number of the paper.",
    )
    recipient_id = fields.Many2one(
        "res.partner", "To the institution", ondelete="restrict", index="btree_not_null",
        domain="[('is_institution', '=', True)]",
    )
    recipient_name = fields.Char("To another recipient", help="A person, or an institution that is not in the network.")
    way = fields.Selection(WAYS, "Way of sending", required=True, default="edelivery")
    address = fields.Char(
        "To the address", compute="_compute_address", store=True, readonly=False, precompute=True,
        help="Address for electronic delivery, e-mail or postal address.",
    )
    is_address_doubtful = fields.Boolean(compute="_compute_is_address_doubtful", export_string_translation=False)
    sent_on = fields.Date("Sent on", required=True, default=lambda self: office_today())
    sent_by_id = fields.Many2one(
        "res.users", "Sent by", required=True, readonly=True, default=lambda self: self.env.user, ondelete="restrict",
    )
    tracking = fields.Char("Number of the item", help="Number of the registered letter or of the electronic item.")
    outcome = fields.Selection(
        OUTCOMES, "Result of sending", required=True, compute="_compute_outcome", store=True, readonly=False,
        precompute=True,
    )
    delivered_on = fields.Date("Delivered on")
    proof = fields.Binary("Proof of delivery", attachment=True, copy=False)
    proof_filename = fields.Char("File name", copy=False)
    struck_reason = fields.Char("Struck out because", help="The entry was made by mistake. It stays in the register.")

    @api.depends("paper_model", "paper_id")
    def _compute_of_paper(self):
        for entry in self:
            paper = entry._paper()
            if paper:
                entry.case_id = paper.case_id if "case_id" in paper._fields else False
                entry.company_id = paper._document_company()
                told = paper._in_office_language()
                entry.subject = " ".join(filter(None, [told._document_bar_name(), paper.document_number]))
            else:
                entry.case_id, entry.subject = entry.case_id, entry.subject
                entry.company_id = entry.case_id.company_id or entry.company_id or self.env.company

    @api.depends("paper_id")
    def _compute_has_paper(self):
        for entry in self:
            entry.has_paper = bool(entry.paper_id)

    @api.depends("recipient_id", "way")
    def _compute_address(self):
        for entry in self:
            to = entry.recipient_id
            if not to:
                entry.address = entry.address
            elif entry.way == "edelivery":
                entry.address = to.edelivery_address
            elif entry.way == "email":
                entry.address = to.email
            elif entry.way in ("registered", "letter"):
                entry.address = ", ".join(filter(None, [to.street, " ".join(filter(None, [to.zip, to.city]))]))
            else:
                entry.address = False

    @api.depends("address", "way")
    def _compute_is_address_doubtful(self):
        for entry in self:
            entry.is_address_doubtful = entry.way == "edelivery" and bool(entry.address) and (
                delivery_address.problem(delivery_address.tidy(entry.address)) == "sum")

    @api.depends("delivered_on")
    def _compute_outcome(self):
        for entry in self:
            if entry.delivered_on and entry.outcome in (False, "waiting", "returned"):
                entry.outcome = "delivered"
            elif not entry.delivered_on and entry.outcome in (False, *ARRIVED):
                entry.outcome = "waiting"
            else:
                entry.outcome = entry.outcome

    def _paper(self):
        """The paper that was sent, under the rules of the user; empty for an entry of its own.

        :raises AccessError: the user may not read it
        """
        self.ensure_one()
        if not self.paper_model or not self.paper_id:
            return self.browse()
        Model = self.env.get(self.paper_model)
        if Model is None or not hasattr(Model, "_document_register_signature"):
            raise UserError(self.env._("Only an issued paper is entered into the register from its own form."))
        paper = Model.browse(self.paper_id)
        paper.check_access("read")
        return paper

    # ------------------------------------------------------------
    # Entries
    # ------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        """Opened from the form of a paper (``kooperacje_of_paper``), the entry is of this paper and its institution."""
        defaults = super().default_get(fields)
        context = self.env.context
        if not context.get("kooperacje_of_paper") or not context.get("active_id"):
            return defaults
        entry = self.new({"paper_model": context.get("active_model"), "paper_id": context["active_id"]})
        paper = entry._paper()
        entry._check_issued(paper)
        defaults.update({"paper_model": paper._name, "paper_id": paper.id})
        institution = next((
            paper[name] for name in ("institution_id", "partner_id") if name in paper._fields
            and paper._fields[name].comodel_name == "res.partner" and paper[name].is_institution
        ), None)
        if institution and not defaults.get("recipient_id"):
            defaults["recipient_id"] = institution.id
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create([self._tidy(vals) for vals in vals_list])
        for entry in entries:
            entry._check_paper()
            # superuser: the number is the register's own.
            entry.sudo().number = entry.company_id._draw_number(
                "kooperacje.dispatch", entry.sent_on, prefix="", suffix="/%(range_year)s",
                # sudo: the name of the office.
                name=f"{entry._office_label()} ({entry.company_id.sudo().name})",
            )
        return entries

    def write(self, vals):
        return super().write(self._tidy(vals))

    @api.model
    def _tidy(self, vals):
        if vals.get("address") and vals["address"].strip().upper().startswith("AE:"):
            return {**vals, "address": delivery_address.tidy(vals["address"])}
        return vals

    @api.model
    def _check_issued(self, paper):
        if paper.document_state not in ("issued", "signed"):
            raise UserError(self.env._(
                "“%(paper)s” has not been issued, or is void. Only an issued paper is sent: issue it first.",
                paper=paper._document_bar_name()))

    def _check_paper(self):
        paper = self._paper()
        if not paper:
            return
        self._check_issued(paper)
        if (paper.case_id.id if "case_id" in paper._fields else False) != self.case_id.id:
            raise AccessError(self.env._("The paper is of another case. Enter it from its own form."))

    @api.constrains("case_id", "company_id")
    def _check_office(self):
        for entry in self:
            if entry.case_id and entry.case_id.company_id != entry.company_id:
                raise ValidationError(self.env._("The case is of another office. Enter the item in that office."))

    @api.constrains("recipient_id", "recipient_name", "way", "address")
    def _check_recipient(self):
        for entry in self:
            if not entry.recipient_id and not (entry.recipient_name or "").strip():
                raise ValidationError(self.env._(
                    "Say to whom it was sent: choose the institution or write who it was."))
            if entry.way == "edelivery" and delivery_address.problem(entry.address) == "pattern":
                raise ValidationError(self.env._(
                    "“%(address)s” is no address for electronic delivery. Copy the whole address: AE:PL, then 5 "
                    "digits, 5 digits, 5 letters and 2 digits with hyphens between them.",
                    address=entry.address or ""))
            if entry.way == "email" and "@" not in (entry.address or ""):
                raise ValidationError(self.env._("Enter the e-mail address to which it was sent."))

    @api.constrains("sent_on", "delivered_on", "outcome")
    def _check_days(self):
        for entry in self:
            if entry.sent_on > office_today() or (entry.delivered_on and entry.delivered_on > office_today()):
                raise ValidationError(self.env._(
                    "The register says what has happened. Correct the day, it lies ahead."))
            if entry.delivered_on and entry.delivered_on < entry.sent_on:
                raise ValidationError(self.env._("Nothing is delivered before it is sent. Correct the days."))
            if (entry.outcome in ARRIVED) != bool(entry.delivered_on):
                raise ValidationError(self.env._(
                    "Enter the day of delivery where the item was delivered or is deemed so, and only there."))

    @api.constrains("proof")
    def _check_proof(self):
        for entry in self.with_context(bin_size=False):
            if not entry.proof:
                continue
            try:
                content = base64.b64decode(entry.proof)
            except (binascii.Error, ValueError):
                content = b""
            if not content or not signed_copy.kind_of(content):
                raise ValidationError(self.env._(
                    "The proof of delivery cannot be read. Attach the whole file: PDF, scan (PNG, JPEG, TIFF), or the "
                    "signed confirmation (XML, ASiC)."))
            if len(content) > signed_copy.MAX_SIZE:
                raise ValidationError(self.env._(
                    "The proof of delivery is larger than %(size)s MB. Scan it with a lower resolution.",
                    size=signed_copy.MAX_SIZE // 1024 // 1024))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was sent stays in the register. Strike the entry out and say why."))

    # ------------------------------------------------------------
    # Screen and paper
    # ------------------------------------------------------------

    def action_open_paper(self):
        self.ensure_one()
        self.check_access("read")
        return form(self._paper())

    @api.readonly
    def action_print_register(self):
        return self.env.ref("kooperacje.report_dispatch_register").report_action(self)

    def _document_title(self):
        """Printed as the register only, also where one entry was chosen."""
        return self.env._("Register of items sent")

    @api.model
    def _print_today(self):
        return office_today()

    def _print_recipient(self):
        return ", ".join(filter(None, [self.recipient_id.name, self.recipient_name]))
