import base64
import binascii
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels import signed_copy
from odoo.addons.kooperacje.kernels.office_day import office_today

KINDS = [
    ("ruling", "Ruling of a court"), ("decision", "Decision of an office"), ("opinion", "Opinion"),
    ("certificate", "Attestation"), ("agreement", "Settlement or agreement"), ("letter", "Letter"), ("other", "Other"),
]
# Longest time before the end at which an office may ask to be reminded.
FARTHEST_DAYS = 180


class CaseDocument(models.Model):
    """Document of a case that somebody else issued: a ruling, an opinion, a certificate.

    The office decides for each who may see it: the office alone, or also the institutions with which the family shares
    the scope of data it belongs to. What it says stands in the file. A new version takes the place of the one before,
    which stays as it was; what was entered by mistake stays in the register without its file.
    """

    _name = "kooperacje.case.document"
    _description = "Document of a case issued by others"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.case.scoped"]
    _order = "case_id, state, issued_on desc, id desc"
    _system_fields = frozenset({"state", "version", "previous_id", "reminded_on"})
    _fixed_fields = frozenset({"case_id"})

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", related="case_id.company_id", store=True, index=True)
    kind = fields.Selection(KINDS, "Kind of document", required=True, default="certificate")
    number = fields.Char("Number or reference", help="As whoever issued it has marked it.")
    subject = fields.Char("About", help="In a few words; what it says stands in the file.")
    issuer = fields.Char("Issued by", required=True, help="Court, office, clinic, school …")
    person_ids = fields.Many2many(
        "kooperacje.person", "kooperacje_case_document_person_rel", string="Whom it concerns",
        domain="[('case_person_ids.case_id', '=', case_id)]",
        help="Persons of the case. Empty for what concerns all of them.",
    )
    issued_on = fields.Date("Issued on")
    received_on = fields.Date("Received on", default=lambda self: office_today())
    valid_until = fields.Date("Valid until", index="btree_not_null", help="The case manager is reminded in time.")
    is_office_only = fields.Boolean(
        "The office only", default=True, help="No other institution sees it, whatever the family shares.",
    )
    scope_id = fields.Many2one(
        "kooperacje.data.scope", "Scope of data", index="btree_not_null", ondelete="restrict",
        help="Institutions with which the family shares this scope see the document.",
    )
    file = fields.Binary(attachment=True, copy=False)
    file_name = fields.Char("Name of the file", copy=False)
    note = fields.Text("Notes")
    state = fields.Selection(
        [("current", "In force"), ("replaced", "Replaced by a newer one"), ("mistaken", "Entered by mistake")],
        default="current", required=True, readonly=True, copy=False, index=True,
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    previous_id = fields.Many2one(
        "kooperacje.case.document", "Version before", readonly=True, copy=False, index="btree_not_null",
        ondelete="set null",
    )
    reminded_on = fields.Date(readonly=True, copy=False)
    validity = fields.Selection(
        [("none", "No end"), ("valid", "Valid"), ("ending", "Ends soon"), ("ended", "Ended")],
        "Validity", compute="_compute_validity",
    )

    _one_follower = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL", "A newer version has been entered already. Open that one.",
    )
    _dates_order = models.Constraint(
        "CHECK(valid_until IS NULL OR issued_on IS NULL OR valid_until >= issued_on)",
        "A document cannot end before it was issued.",
    )
    _scope_or_office = models.Constraint(
        "CHECK(is_office_only OR scope_id IS NOT NULL)",
        "Say who may see the document: the office only, or with which scope of data the family shares it.",
    )

    @api.depends("kind", "number", "version")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for one in self:
            one.display_name = " ".join(filter(None, [labels.get(one.kind), one.number]))

    @api.depends("valid_until", "company_id")
    def _compute_validity(self):
        today = office_today()
        for one in self:
            soon = today + timedelta(days=one.company_id.kooperacje_document_days)
            if not one.valid_until:
                one.validity = "none"
            elif one.valid_until < today:
                one.validity = "ended"
            else:
                one.validity = "ending" if one.valid_until <= soon else "valid"

    @api.onchange("is_office_only")
    def _onchange_is_office_only(self):
        if self.is_office_only:
            self.scope_id = False

    @api.constrains("issued_on", "received_on")
    def _check_dates(self):
        today = office_today()
        for one in self:
            if (one.issued_on and one.issued_on > today) or (one.received_on and one.received_on > today):
                raise ValidationError(self.env._("The document is there already: its dates do not lie in the future."))

    @api.constrains("person_ids")
    def _check_person_ids(self):
        for one in self:
            if one.person_ids - one.case_id.case_person_ids.person_id:
                raise ValidationError(self.env._(
                    "The document concerns somebody who is no person of the case. Add the person to the case first."))

    @api.model
    def _checked_file(self, file):
        """:raises UserError: an empty file, one too large, or none that an office opens"""
        if not file:
            return
        try:
            content = base64.b64decode(file, validate=False)
        except (binascii.Error, ValueError) as error:
            raise UserError(self.env._("The file arrived damaged. Attach it once more.")) from error
        if len(content) > signed_copy.MAX_SIZE:
            raise UserError(self.env._(
                "The file is larger than %(size)s MB. Scan it with a lower resolution.",
                size=signed_copy.MAX_SIZE // 1024 // 1024,
            ))
        if not signed_copy.kind_of(content):
            raise UserError(self.env._(
                "This file cannot be read as a document: attach a whole PDF, PNG, JPEG or TIFF file, or one signed "
                "electronically (.asice, .sce, .xml).",
            ))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._checked_file(vals.get("file"))
        return super().create(vals_list)

    def write(self, vals):
        if not self._is_by_method() and not vals.keys() <= self._system_names():
            for one in self:
                if one.state != "current":
                    raise UserError(self.env._(
                        "This document is no longer in force and stays as it is. Open the newest version."))
            self._checked_file(vals.get("file"))
            if vals.get("file") is False and any(self.mapped("file")):
                raise UserError(self.env._(
                    "The file of a document stays. Attach a newer version, or say that the document was entered by "
                    "mistake.",
                ))
            if "valid_until" in vals:
                # superuser: the caller may write the document, and is reminded of the new day.
                self.sudo()._unguarded().reminded_on = False
        return super().write(vals)

    # ------------------------------------------------------------
    # Versions
    # ------------------------------------------------------------

    def action_renew(self):
        """Ask for the newer version of the document."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window", "name": self.env._("Newer version"), "target": "new",
            "res_model": "kooperacje.case.document.renew", "view_mode": "form",
            "context": {"default_document_id": self.id},
        }

    def _renew(self, values):
        """Enter the next version with ``values`` in place of what this one says; this one stays as it was.

        :raises UserError: this is not the newest version
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "current":
            raise UserError(self.env._("This is not the newest version. Open that one first."))
        new = self._unguarded().create({
            **{name: self[name] for name in ("kind", "number", "subject", "issuer", "is_office_only")},
            "scope_id": self.scope_id.id, "person_ids": [fields.Command.set(self.person_ids.ids)],
            "case_id": self.case_id.id, **values, "previous_id": self.id, "version": self.version + 1,
        })
        self._unguarded().write({"state": "replaced"})
        return new.with_env(self.env)

    def action_mistaken(self):
        """Take the file of a document away that does not belong to the case. Its entry stays."""
        self.check_access("write")
        for one in self:
            if one.state != "current":
                raise UserError(self.env._("Only the newest version is taken away."))
            # superuser: the caller may write the document; the attachment goes with its content.
            one.sudo()._unguarded().write({"state": "mistaken", "file": False, "file_name": False})
            told = one.case_id._in_office_language()
            told.message_post(body=told.env._("A document of others was entered by mistake; its file was taken away."))
        return True

    # ------------------------------------------------------------
    # Reminding
    # ------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Nightly: the case manager is told once that a document is about to end."""
        self.env["kooperacje.job"]._run(
            "kooperacje.case.document._cron_remind", self._find_ending, type(self)._remind,
        )

    @api.model
    def _find_ending(self):
        found = self.search([
            ("state", "=", "current"), ("reminded_on", "=", False), ("case_id.phase", "!=", "closed"),
            ("valid_until", "<=", office_today() + timedelta(days=FARTHEST_DAYS)),
        ])
        return found.filtered(lambda one: one.validity in ("ending", "ended"))

    def _remind(self):
        for one in self:
            case = one.case_id
            told = case._in_language_of(case.user_id)
            # The task hangs on the case, which others read: it says neither the kind nor who issued it.
            told.activity_schedule(
                "mail.mail_activity_data_todo", date_deadline=one.valid_until, user_id=case.user_id.id,
                summary=told.env._("A document of the case is valid until %(day)s", day=format_date(
                    told.env, one.valid_until)),
            )
        self._unguarded().write({"reminded_on": office_today()})
