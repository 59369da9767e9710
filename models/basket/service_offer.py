from odoo import api, fields, models

from odoo.addons.kooperacje.kernels.office_day import office_today

# Fewer free places than one in ten count as the last ones.
FEW = 10


class Service(models.Model):
    """What the card's variant adds to a service: the sector's own fields, parts of a complex service, capacity."""

    _inherit = "kooperacje.service"

    variant_id = fields.Many2one(
        "kooperacje.card.variant", "Card variant", compute="_compute_variant_id", store=True, precompute=True,
        index="btree_not_null", ondelete="set null",
    )
    extra = fields.Properties("Fields of the variant", definition="variant_id.service_extra_definition", copy=True)
    part_ids = fields.One2many("kooperacje.service.part", "service_id", "Parts of a complex service")
    activities = fields.Text(
        "Activities of a complex service", compute="_compute_activities", inverse="_inverse_activities", store=True,
        copy=True, help="Names of the parts, one a line.",
    )
    duration = fields.Char(help="How long it lasts, e.g. ten meetings of 50 minutes.")
    visibility = fields.Selection(
        [("public", "Everybody"), ("partnership", "Partnership (PZK)"), ("office", "Only the office")],
        default="partnership", required=True,
        help="Who finds the service: everybody, where the partnership publishes its basket; everyone engaged in the "
             "partnership; or only the staff of the office that leads it.",
    )
    capacity_status = fields.Selection(
        [("free", "Free places"), ("few", "Last places"), ("waiting", "Waiting list"), ("full", "No places")],
        "Availability of places", compute="_compute_capacity_status", store=True, readonly=False, precompute=True,
        copy=True, index="btree_not_null",
        help="Follows from the number of places where that is given; otherwise as the institution states it.",
    )
    capacity_stated_on = fields.Date(
        compute="_compute_capacity_stated_on", store=True, readonly=False, precompute=True, copy=True,
    )

    @api.depends("card_id.variant_id", "sector_id", "company_id")
    def _compute_variant_id(self):
        # sudo: which fields a service has follows from its card; whoever sees the service sees them.
        bare = self.filtered(lambda service: not service.card_id.sudo().variant_id)
        variants = self.env["kooperacje.card.variant"]._variants_for(bare.sector_id, bare.company_id)
        for service in self:
            service.variant_id = service.card_id.sudo().variant_id.sudo(False) or variants.get(
                (service.sector_id.id, service.company_id.id), False,
            )

    @api.depends("part_ids.name", "part_ids.sequence")
    def _compute_activities(self):
        for service in self:
            parts = service.part_ids.sorted(lambda part: (part.sequence, part._origin.id or part.id.ref or 0))
            service.activities = "\n".join(part.name for part in parts if part.name) or False

    def _inverse_activities(self):
        """Parts named by the lines, in their order; a part whose name stays is the same part."""
        created, removed = [], self.env["kooperacje.service.part"]
        for service in self:
            lines = (line.strip() for line in (service.activities or "").splitlines())
            names = list(dict.fromkeys(line for line in lines if line))
            known = {part.name: part for part in service.part_ids}
            removed |= service.part_ids.filtered(lambda part, names=names: part.name not in names)
            for sequence, name in enumerate(names, start=1):
                if name not in known:
                    created.append({"service_id": service.id, "name": name, "sequence": sequence})
                elif known[name].sequence != sequence:
                    known[name]._unguarded().sequence = sequence
        # The service has been checked by whoever wrote it.
        removed._unguarded().unlink()
        self.env["kooperacje.service.part"]._unguarded().create(created)

    @api.depends("capacity", "capacity_free", "waiting_days")
    def _compute_capacity_status(self):
        for service in self:
            if not service.capacity:
                service.capacity_status = service.capacity_status or False
            elif service.capacity_free <= 0:
                service.capacity_status = "waiting" if service.waiting_days else "full"
            else:
                few = service.capacity_free * FEW < service.capacity
                service.capacity_status = "few" if few else "free"

    @api.depends("capacity", "capacity_free", "capacity_status")
    def _compute_capacity_stated_on(self):
        today = office_today()
        for service in self:
            service.capacity_stated_on = today if service.capacity or service.capacity_status else False

    @api.onchange("kind")
    def _onchange_kind(self):
        """A simple service has no parts."""
        if self.kind == "simple":
            self.part_ids = False

    def write(self, vals):
        """Parts that the leader changes go into the history, and to copies that have them as they were."""
        if "part_ids" not in vals or not self._is_guarded():
            return super().write(vals)
        before = self.filtered(lambda service: service.state != "proposed")._shown_values(["activities"])
        reason = vals.get("change_reason")
        # sudo: as for the fields of a copy, see ``_untouched_copies``.
        copies = self.sudo().search([
            ("replaces_id", "in", self.ids), ("card_id.document_state", "=", "draft"),
        ]).filtered(lambda copy: copy.activities == copy.replaces_id.activities)
        result = super().write(vals)
        for copy in copies:
            copy.activities = copy.replaces_id.activities
        changes = {service: change for service, change in self._changes_since(before).items() if change}
        self._log_history([(service, "changed") for service in changes], reason, changes)
        return result

    def _shown_value(self, printed, name):
        if name == "extra":
            return "; ".join(f"{label}: {text}" for label, text in self._extra_print())
        return super()._shown_value(printed, name)
