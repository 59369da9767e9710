from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today

from .role_assignment import FAR_FUTURE

# So many records of a kind are named to the head, each with a way to it; of more the number alone.
NAMED = 5


class RoleAssignment(models.Model):
    """What somebody was to see to when the last role in an office ends.

    A model says by ``_duties = {field: domain}`` which of its fields name whoever has something to do, and while it
    is open. Who signed, wrote, decided or took part stays named: that is the record. The heads of the office are told
    when the end is known, of all open duties that name the person, and are asked no more once the person stays or
    nothing is left at the next change of a role.
    """

    _inherit = "kooperacje.role.assignment"

    def _follow_end(self):
        """Called when roles begin, end or end on another day; rooms below add their consequences."""
        self._tell_of_duties_left(self.user_id, self.company_id)

    @api.model
    def _ends(self, users, companies):
        """``{(user, company): last day}`` of those whose last role in the office has ended or will end."""
        # sudo: days of roles, for the heads of the office in which they end.
        groups = self.sudo()._read_group([
            ("user_id", "in", users.ids), ("company_id", "in", companies.ids),
        ], ["user_id", "company_id"], ["valid_until:max"])
        today = office_today()
        return {
            (user, company): day if user.active else min(day, today)
            for user, company, day in groups if day < FAR_FUTURE or not user.active
        }

    @api.model
    def _duty_fields(self):
        """``[(model, field, domain of what is open)]``"""
        return [
            (name, field, Domain(domain)) for name, model in sorted(self.env.registry.items())
            for field, domain in getattr(model, "_duties", {}).items() if not model._abstract
        ]

    @api.model
    def _duties_left(self, users, companies):
        """``{(user, company): [(field, records)]}`` of the open duties that name these people; a query for each field.
        """
        by_person = {user.partner_id: user for user in users}
        left = {}
        for name, field, domain in self._duty_fields():
            # sudo: the number, and the names of what is no family's, for the heads of the office.
            Model = self.env[name].sudo()
            people = users if Model._fields[field].comodel_name == "res.users" else users.partner_id
            for person, company, records in Model._read_group(
                domain & Domain(field, "in", people.ids) & Domain("company_id", "in", companies.ids),
                [field, "company_id"], ["id:recordset"],
            ):
                user = person if person._name == "res.users" else by_person[person.sudo(users.env.su)]
                left.setdefault((user.sudo(users.env.su), company.sudo(companies.env.su)), []).append(
                    (Model._fields[field], records),
                )
        return left

    @api.model
    def _tell_of_duties_left(self, users, companies):
        ends = self._ends(users, companies)
        leavers = self.env["res.users"].union(*(user for user, _company in ends))
        left = self._duties_left(leavers, companies) if ends else {}
        # sudo: the roles that end, by which the heads of their office hand on what is left.
        roles = self.sudo().search([
            ("user_id", "in", leavers.ids), ("company_id", "in", companies.ids),
        ], order="valid_until, id") if left else self.browse()
        last = {(role.user_id.id, role.company_id.id): role for role in roles}

        def told(user, company, day, duties):
            def text(env):
                role = last[user.id, company.id].with_env(env)
                return (
                    env._("Duties of %s need somebody else", user.name),
                    Markup("<p>%s</p><p>%s</p><ul>%s</ul>") % (
                        env._(
                            "The last role of %(name)s in the office ends on %(date)s. What still names this person "
                            "is to be given to somebody else:", name=user.name, date=format_date(env, day),
                        ),
                        role._get_html_link(env._("Open the role and press “Hand on duties”")),
                        Markup().join(Markup("<li>%s</li>") % self._duty_line(env, *duty) for duty in duties),
                    ),
                )
            return text
        self._keep_told("activity_duties_left", users, companies, {
            key: (ends[key], told(*key, ends[key], duties)) for key, duties in left.items() if key in ends
        })

    @api.model
    def _duty_line(self, env, field, records):
        """What kind of records name the person, as what, and how many; what is no family's by its name too."""
        records = records.with_env(records.env(context={**records.env.context, "lang": env.lang}))
        line = Markup("%s: %s") % (env._(
            "%(record)s – %(field)s", record=records.env["ir.model"]._get(records._name).name,
            field=field._description_string(records.env),
        ), len(records))
        if "case_id" in records._fields:
            return line
        names = Markup(", ").join(record._get_html_link(record.display_name) for record in records[:NAMED])
        return Markup("%s (%s%s)") % (line, names, ", …" if len(records) > NAMED else "")

    @api.model
    def _keep_told(self, kind, users, companies, left):
        """Keep one activity of each head for each person who leaves, in the head's language, up to date.

        :param kind: XML id of the type of activity
        :param left: ``{(user, company): (day, function of an environment)}``, which gives summary and note; who is
            missing is asked about no more
        """
        if not users or not companies:
            return
        kind_id = self.env.ref(f"kooperacje.{kind}").id
        # sudo: the activities of the heads, whoever ends the role.
        told = self.env["mail.activity"].sudo().search([
            ("activity_type_id", "=", kind_id), ("kooperacje_leaver_id", "in", users.partner_id.ids),
            ("res_model", "=", "kooperacje.partnership"),
        ])
        if not told and not left:
            return
        # sudo: the heads of the office and their partnership, as above.
        heads = self.sudo().search([
            ("company_id", "in", companies.ids), ("role", "=", "manager"), ("is_current", "=", True),
            ("user_id.active", "=", True),
        ])
        partnerships = self.env["kooperacje.partnership"].sudo().search([("company_id", "in", companies.ids)])
        for company in companies:
            places = partnerships.filtered(lambda one, company=company: one.company_id == company)
            asked = heads.filtered(lambda one, company=company: one.company_id == company).user_id if places else ()
            for user in users:
                mine = told.filtered(lambda one, user=user, places=places: (
                    one.kooperacje_leaver_id == user.partner_id and one.res_id in places.ids
                ))
                day, text = left.get((user, company), (False, None))
                for head in asked if text else ():
                    place = places[:1]._in_language_of(head)
                    summary, note = text(place.env)
                    values = {"date_deadline": day, "summary": summary, "note": note}
                    kept = mine.filtered(lambda one, head=head: one.user_id == head)[:1]
                    if kept:
                        mine -= kept
                        kept.write(values)
                    else:
                        place.activity_schedule(
                            f"kooperacje.{kind}", user_id=head.id,
                            kooperacje_leaver_id=user.partner_id.id, **values,
                        )
                told -= mine
                mine.unlink()
