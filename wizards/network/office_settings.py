from lxml.builder import E

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.kooperacje.models.access.office_setting import DECLARED, PLAN, EachSetting, blocks


class OfficeSettings(models.TransientModel):
    """Settings of one office, for its manager and its administrator of access.

    Odoo's settings page and the company itself belong to the administrator of the database: writing on a company would
    open far more than the periods of the Model. This form writes just these.
    """

    _name = "kooperacje.office.settings"
    _description = "Settings of the office"

    company_id = fields.Many2one(
        "res.company", "Office", required=True, default=lambda self: self.env.company,
        domain="[('id', 'in', allowed_company_ids)]",
    )
    _settings = EachSetting(compute="_compute_settings", store=True, readonly=False, precompute=True)

    @api.depends("company_id")
    def _compute_settings(self):
        for settings in self:
            for name in DECLARED:
                # Under the rules of the caller: the settings of another office are none of his or hers.
                settings[name] = settings.company_id.sudo(False)[name]

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """The settings stand in blocks, in the order of their declarations."""
        arch, view = super()._get_view(view_id, view_type, **options)
        for place in arch.xpath("//group[@name='settings']"):
            for key, title, names in blocks(self.env):
                # Names are long: their block has the whole width.
                wide = {"colspan": "2"} if key == PLAN else {}
                place.append(E.group({"string": title, **wide}, *[E.field(name=name) for name in names]))
        return arch, view

    def action_save(self):
        self.ensure_one()
        user = self.env.user
        if not (user._has_role("manager", self.company_id) or user._has_role("admin", self.company_id)):
            raise AccessError(self.env._(
                "Only the manager and the administrator of access of %(office)s change its settings.",
                office=self.company_id.name,
            ))
        # sudo: the caller holds a role for it in this office, and only the settings of the form are written.
        self.company_id.sudo().write({name: self[name] for name in DECLARED})
        return {"type": "ir.actions.act_window_close"}
