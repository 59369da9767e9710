from lxml.builder import E

from odoo import api, fields, models

from odoo.addons.kooperacje.models.access.office_setting import EachSetting, blocks


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kooperacje_administrators = fields.Char(
        "Administrators of access of the office", compute="_compute_kooperacje_first_steps",
    )
    kooperacje_has_mail_server = fields.Boolean(
        compute="_compute_kooperacje_first_steps", export_string_translation=False,
    )
    _settings = EachSetting(related="company_id.%s", readonly=False)

    @api.depends("company_id")
    def _compute_kooperacje_first_steps(self):
        has_server = self.env["kooperacje.system.check"]._has_mail_server()
        for settings in self:
            # sudo: names of those whom the administrator of the database has named.
            roles = self.env["kooperacje.role.assignment"].sudo().search([
                ("company_id", "=", settings.company_id.id), ("role", "=", "admin"), ("is_current", "=", True),
            ])
            settings.kooperacje_administrators = ", ".join(roles.user_id.mapped("name"))
            settings.kooperacje_has_mail_server = has_server

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """The settings of the office come after the first steps, in the order of their declarations."""
        arch, view = super()._get_view(view_id, view_type, **options)
        helps = self.env["ir.model.fields"].get_field_help(self._name)
        for page in arch.xpath("//app[@name='kooperacje']"):
            for key, title, names in blocks(self.env):
                page.append(E.block({"title": title, "name": f"kooperacje_{key}"}, *[
                    E.setting(
                        {"id": name, "company_dependent": "1", "help": helps.get(name) or ""}, E.field(name=name),
                    ) for name in names
                ]))
        return arch, view
