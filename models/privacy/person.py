from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

STAFF_FIELDS = frozenset({"pesel", "same_pesel_count"})


class Person(models.Model):
    """Every field says something of the person, the name first of all.

    The PESEL is for the staff of the office that helps the person. The groups of the field keep most others away; who
    holds such a group at one office and comes to another as a member of a team reads, finds and counts nothing by it.
    """

    _name = "kooperacje.person"
    _inherit = ["kooperacje.person", "kooperacje.case.data"]

    @api.depends("case_person_ids")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """The name behind a link is read as superuser: to whoever may not read the person it is a number, there too.

        Decisions and lists of participants stay readable so, for members with whom no identities are shared.
        """
        closed = self._closed_ids()
        # sudo: a name is taken over only where the user may see it.
        for person, source in zip(self, self.sudo(), strict=True):
            person.display_name = (
                self.env._("Person %(number)s", number=person._origin.id) if person._origin.id in closed
                else source._full_name()
            )

    def _closed_ids(self):
        """Numbers of those of the persons whose names are not for the user: one query for all of them."""
        ids = self._origin.ids
        if self.env.uid == SUPERUSER_ID or not ids:
            return set()
        self.env["kooperacje.case.person"].flush_model(["case_id", "person_id"])
        open_cases = self.env["kooperacje.access"]._open_cases_sql(
            scope=self.env.ref("kooperacje.data_scope_identity"),
        )
        return {id_ for [id_] in self.env.execute_query(SQL(
            "SELECT person_id FROM kooperacje_case_person WHERE person_id = ANY(%s) GROUP BY person_id "
            "HAVING NOT bool_or(case_id IN (%s))", ids, open_cases,
        ))}

    @api.model
    def _staff_domain(self):
        """Persons whom the user helps as staff of their office; those in no case are open to nobody else anyway."""
        return Domain("case_person_ids", "=", False) | Domain("case_person_ids.case_id.user_is_staff", "=", True)

    def _of_staff(self):
        # sudo: rules on the lines in between were asked when the person was; the answer is that of the user.
        return self if self.env.su else self.sudo().filtered_domain(self._staff_domain())

    def _read_format(self, fnames, load="_classic_read"):
        values_list = super()._read_format(fnames, load=load)
        hidden = STAFF_FIELDS.intersection(fnames)
        if hidden:
            staff_ids = set(self._of_staff()._ids)
            for values in values_list:
                if values["id"] not in staff_ids:
                    values.update(dict.fromkeys(hidden, False))
        return values_list

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        asked = {path[0] for path in fields if path}
        if not STAFF_FIELDS.isdisjoint(asked) and len(self._of_staff()) != len(self):
            raise AccessError(self.env._(
                "The PESEL is for the staff of the office that runs the case. Export without it.",
            ))
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    @api.model
    def _within_staff(self, domain, *specs):
        """``domain``, narrowed to persons of the own office where it or ``specs`` ask about the PESEL."""
        domain = Domain(domain)
        asked = [condition.field_expr for condition in domain.iter_conditions()]
        if self.env.su or not any("pesel" in text for text in (*asked, *map(str, specs))):
            return domain
        # sudo: see _of_staff.
        return domain & Domain("id", "in", self.sudo()._search(self._staff_domain()))

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        """What may not be read must not be found either: eleven guesses would tell the number."""
        return super()._search(self._within_staff(domain, order), offset, limit, order, **kwargs)

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None):
        domain = self._within_staff(domain, groupby, aggregates, having)
        return super()._read_group(domain, groupby, aggregates, having, offset, limit, order)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        domain = self._within_staff(domain, grouping_sets, aggregates)
        return super()._read_grouping_sets(domain, grouping_sets, aggregates, order)
