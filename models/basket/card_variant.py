from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels import card_layout as layout
from odoo.addons.kooperacje.kernels.card_writer import write_card
from odoo.addons.kooperacje.kernels.workbook import fold
from odoo.addons.kooperacje.models.access.serialise import serialise_on

# Kind of a column of the workbook by type of an extra field. Other types have no cell to stand in.
KINDS = {
    "char": "text", "text": "text", "integer": "integer", "float": "number", "boolean": "flag", "date": "date",
    "selection": "choice", "tags": "choices",
}
LIMITS = {"char": 500, "text": 5000, "integer": 1_000_000, "float": 1_000_000}
WIDTHS = {"char": 26, "text": 36, "tags": 30, "selection": 22}


class CardVariant(models.Model):
    """Variant of the service card, 7A to 7I (K3D-208): which fields a sector has beside the common ones.

    The extra fields are Odoo *properties*: their definitions lie here, their values on the card (what concerns the
    institution) and on the service. Seeded after tool 7 for all offices; an office that wants other fields makes its
    own version, which goes before the common one. It begins as a copy, so fields keep their keys and what was entered
    under them stays.
    """

    _name = "kooperacje.card.variant"
    _description = "Variant of the service card"
    _inherit = ["kooperacje.guarded.mixin"]
    _order = "sector_id, company_id"
    # They say in whose cards, and in which, the fields stand.
    _fixed_fields = frozenset({"sector_id", "company_id"})

    sector_id = fields.Many2one("kooperacje.sector", "Sector", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(
        "res.company", "Office", index="btree_not_null", ondelete="cascade", readonly=True,
        help="Office whose version this is; empty for the common version.",
    )
    note = fields.Text(help="What to keep in mind when this variant is filled in; printed on no paper.")
    card_extra_definition = fields.PropertiesDefinition("Fields of the institution")
    service_extra_definition = fields.PropertiesDefinition("Fields of each service")
    has_own_version = fields.Boolean(compute="_compute_has_own_version")
    # The form edits the definitions in place: a sample whose container is the variant itself.
    self_id = fields.Many2one(
        "kooperacje.card.variant", compute="_compute_self_id", export_string_translation=False,
    )
    card_sample = fields.Properties(
        "About the institution", definition="self_id.card_extra_definition", store=True, copy=False,
    )
    service_sample = fields.Properties(
        "About each service", definition="self_id.service_extra_definition", store=True, copy=False,
    )

    _sector_uniq = models.UniqueIndex(
        "(sector_id, COALESCE(company_id, 0))", "This office has its own version of the variant already.",
    )

    @api.depends("sector_id.code", "sector_id.name", "company_id")
    def _compute_display_name(self):
        for variant in self:
            name = f"7{variant.sector_id.code or ''} {variant.sector_id.name or ''}".strip()
            # sudo: the name of the office whose version one may read.
            office = variant.company_id.sudo().name
            variant.display_name = f"{name} ({office})" if office else name

    def _compute_self_id(self):
        for variant in self:
            variant.self_id = variant._origin

    @api.depends("sector_id", "company_id")
    @api.depends_context("company")
    def _compute_has_own_version(self):
        serialise_on(self)
        own = self.search([("sector_id", "in", self.sector_id.ids), ("company_id", "=", self.env.company.id)])
        sectors = own.sector_id
        for variant in self:
            variant.has_own_version = bool(variant.company_id) or variant.sector_id in sectors

    @api.constrains("card_extra_definition", "service_extra_definition")
    def _check_definitions(self):
        for variant in self:
            variant._check_definition(variant.card_extra_definition, layout.INSTITUTION)
            variant._check_definition(variant.service_extra_definition, layout.SERVICES)

    def _check_definition(self, definition, sheet):
        """:raise ValidationError: a type that has no cell in the workbook, or a heading its reader could mistake"""
        common, seen = {fold(column.label) for column in sheet.columns}, set()
        for prop in definition or ():
            label = prop.get("string") or ""
            if prop["type"] == "separator":
                continue
            if prop["type"] not in KINDS:
                raise ValidationError(self.env._(
                    "“%(field)s” cannot be written in the workbook of the card. Choose text, number, yes/no, date, "
                    "one of a list or tags.", field=label,
                ))
            if not label.strip():
                raise ValidationError(self.env._("Give each field a name: it is the heading in the workbook."))
            if fold(label) in common:
                raise ValidationError(self.env._(
                    "“%(field)s” is a field of every card already. Give yours another name.", field=label,
                ))
            if fold(label) in seen:
                raise ValidationError(self.env._("There are two fields “%(field)s”. Rename one.", field=label))
            seen.add(fold(label))

    @api.model_create_multi
    def create(self, vals_list):
        variants = super().create(vals_list)
        variants._take_over()
        return variants

    def unlink(self):
        """Cards and services of an office go back to the common version, and keep what they have in common with it."""
        pairs = [(variant.sector_id, variant.company_id) for variant in self if variant.company_id]
        result = super().unlink()
        self._retarget(pairs)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_common(self):
        if not self.env.su and any(not variant.company_id for variant in self):
            raise UserError(self.env._("The common variants stay. An office that needs other fields makes its own."))

    def _take_over(self):
        self._retarget([(variant.sector_id, variant.company_id) for variant in self])

    @api.model
    def _retarget(self, pairs):
        """Point cards and services of these sectors and offices at the variant that serves them now."""
        for name in ("kooperacje.service.card", "kooperacje.service"):
            # sudo: who keeps the variants of an office need not fill in its cards; their content stays as it is.
            Model = self.env[name].sudo().with_context(active_test=False)
            domain = Domain.OR(
                Domain("sector_id", "=", sector.id)
                & (Domain("company_id", "=", company.id) if company else Domain.TRUE)
                for sector, company in pairs
            )
            records = Model.search(domain)
            self.env.add_to_compute(Model._fields["variant_id"], records)
            records._recompute_recordset(["variant_id"])

    @api.model
    def _variants_for(self, sectors, companies):
        """``{(sector id, company id): variant}`` with one query."""
        # sudo: fields of a card the user may read; office and sector are fixed by that card.
        variants = self.sudo().search([
            ("sector_id", "in", sectors.ids), ("company_id", "in", [*companies.ids, False]),
        ]).sudo(False)
        found = {(variant.sector_id.id, variant.company_id.id): variant for variant in variants.sudo()}
        return {
            (sector, company): (found.get((sector, company)) or found.get((sector, False)) or self.browse()).sudo(False)
            for sector in sectors.ids for company in [*companies.ids, False]
        }

    def action_customise(self):
        """Make the version of the current office from the common one, and open it."""
        self.ensure_one()
        if self.company_id:
            raise UserError(self.env._("This is the version of an office already."))
        own = self.search([("sector_id", "=", self.sector_id.id), ("company_id", "=", self.env.company.id)], limit=1)
        own = own or self.copy({"company_id": self.env.company.id})
        return {
            "type": "ir.actions.act_window", "res_model": self._name, "res_id": own.id, "view_mode": "form",
            "views": [(False, "form")],
        }

    @api.readonly
    def action_download(self):
        """Download the blank card of the variant, to be sent to an institution without an account."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/kooperacje/variant/{self.id}/workbook", "target": "download"}

    # ------------------------------------------------------------------
    # Workbook and print
    # ------------------------------------------------------------------

    def _blank_workbook(self):
        """The card of this variant as bytes, with nothing filled in but the sector."""
        self.ensure_one()
        return write_card(
            institution={"sector": self.sector_id.code}, extra=self._layout_extra(),
            dictionaries=self.env["kooperacje.service.card"]._card_dictionaries(),
        )

    def _layout_extra(self):
        """The columns of this variant for the workbook of the card; see ``kernels/card_layout.py``."""
        # sudo: the definitions of a card the user may read.
        variant = self.sudo()
        dictionaries = {}
        return layout.Extra(
            institution=self._columns("card", variant.card_extra_definition, dictionaries),
            services=self._columns("service", variant.service_extra_definition, dictionaries),
            dictionaries=dictionaries,
        )

    @api.model
    def _columns(self, part, definition, dictionaries):
        columns = []
        for prop in definition or ():
            if prop["type"] not in KINDS:
                continue
            key = f"{part}.{prop['name']}"
            choices = [(option[0], option[1]) for option in prop.get(prop["type"]) or ()] \
                if prop["type"] in ("selection", "tags") else []
            if choices:
                dictionaries[key] = choices
            columns.append(layout.Column(
                key, prop["string"], KINDS[prop["type"]], choices=key if choices else "", optional=True,
                limit=LIMITS.get(prop["type"], 500), width=WIDTHS.get(prop["type"], 14), hint=prop.get("suffix") or "",
            ))
        return tuple(columns)
