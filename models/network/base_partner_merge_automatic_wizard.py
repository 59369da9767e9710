from ast import literal_eval

import psycopg2

from odoo import api, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger

MODULE = "kooperacje"


class MergePartnerAutomatic(models.TransientModel):
    """Institutions are not merged away, and no row of ours is lost when contacts of one person are merged.

    Core points every row of the database at the contact that stays, past all rules of the models, and deletes the rows
    that break a constraint then: of two memberships in one partnership the second, without a word. So the institution
    that would go is refused, and so is a merge after which a record of ours is gone or which the database refuses.
    Contacts that have nothing to do with the Model are merged as in core.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """:raises UserError: an institution would go, or records of ours be lost"""
        partners = self.env["res.partner"].browse(partner_ids).exists()
        rows = self._rows_of_the_model(partners) if len(partners) > 1 else {}
        if not rows:
            return super()._merge(partner_ids, dst_partner=dst_partner, extra_checks=extra_checks)
        stays = dst_partner if dst_partner and dst_partner in partners else self._get_ordered_partner(partners.ids)[-1]
        if institutions := (partners - stays) & self._institutions_among(partners):
            raise UserError(self.env._(
                "“%(contact)s” is an institution of the Model. Merged into another contact it would lose memberships, "
                "roles and papers, so nothing has been merged. Choose it as the contact that stays. Of two "
                "institutions archive the one that is no longer used.", contact=institutions[0].display_name,
            ))
        lost = UserError(self.env._(
            "“%(contact)s” and the contact that was to go stand in the same records of the Model, of which one would "
            "be lost, so nothing has been merged. Take one of them out there first, or archive the contact that is no "
            "longer used.", contact=stays.display_name,
        ))
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                result = super()._merge(partner_ids, dst_partner=dst_partner, extra_checks=extra_checks)
                kept = self._rows_of_the_model(stays)
                if any(kept.get(table, 0) < count for table, count in rows.items()):
                    raise lost
        except (psycopg2.IntegrityError, psycopg2.errors.RaiseException) as error:
            raise lost from error
        return result

    def _process_query(self, query):
        """Groups that may be refused are not offered: one of them would end a merge of all."""
        super()._process_query(query)
        Partner = self.env["res.partner"]
        groups = {line: Partner.browse(literal_eval(line.aggr_ids)) for line in self.line_ids}
        everybody = Partner.union(*groups.values())
        institutions, named = self._institutions_among(everybody), self._named_by_the_model(everybody)
        kept_apart = self.line_ids.filtered(lambda line: (
            (groups[line] - self._get_ordered_partner(groups[line].ids)[-1]) & institutions
            or len(groups[line] & named) > 1
        ))
        if kept_apart:
            self.number_group -= len(kept_apart)
            kept_apart.unlink()

    @api.model
    def _institutions_among(self, partners):
        """Institutions and offices of the Model among ``partners``."""
        # sudo: whether they are, which whoever merges contacts sees on them.
        offices = self.env["kooperacje.partnership"].sudo().search([
            ("company_id.partner_id", "in", partners.ids),
        ]).company_id.partner_id
        return partners.sudo().filtered("is_institution").sudo(self.env.su) | partners & offices

    @api.model
    def _named_by_the_model(self, partners):
        """Those of ``partners`` that a record of ours names; one query."""
        looks = [
            SQL("SELECT %s FROM %s WHERE %s = ANY(%s)", SQL.identifier(column), SQL.identifier(table),
                SQL.identifier(column), partners.ids)
            for table, columns in self._columns_of_the_model().items() for column in columns
        ]
        self.env.flush_all()
        return partners.browse(id_ for (id_,) in self.env.execute_query(SQL(" UNION ").join(looks)))

    @api.model
    def _rows_of_the_model(self, partners):
        """How many rows of each table of ours name ``partners``; “institution” stands for the contact itself."""
        counts = [SQL(
            "SELECT 'institution', count(*) FROM res_partner WHERE is_institution AND id = ANY(%s)", partners.ids,
        )]
        for table, columns in self._columns_of_the_model().items():
            counts.append(SQL(
                "SELECT %s, count(*) FROM %s WHERE %s", table, SQL.identifier(table), SQL(" OR ").join(
                    SQL("%s = ANY(%s)", SQL.identifier(column), partners.ids) for column in columns
                ),
            ))
        self.env.flush_all()
        return {
            table: count for table, count in self.env.execute_query(SQL(" UNION ALL ").join(counts)) if count
        }

    @api.model
    @tools.ormcache()
    def _columns_of_the_model(self):
        """``{table: columns}`` in which records of this program name contacts.

        Tables that only link two rows are left out: a link that is there twice is one link. Derived rows of the access
        relation are derived again.
        """
        columns = {}
        for name, model in sorted(self.env.registry.items()):
            if name == "kooperacje.access" or not model._auto or model._abstract or model._transient:
                continue
            named = [
                field.name for field in model._fields.values()
                if field._module == MODULE and field.type == "many2one" and field.comodel_name == "res.partner"
                and field.store
            ]
            if named:
                columns[model._table] = named
        return columns
