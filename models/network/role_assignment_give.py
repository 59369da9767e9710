import re

from markupsafe import Markup

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

from odoo.addons.kooperacje.models.access.windows import dialog

# An invitation and an offer are answered by whoever was asked; their duties are handed on in a way of their own.
ASKED = ("kooperacje.team.member", "kooperacje.handover")


class RoleAssignment(models.Model):
    """The head hands on what somebody who leaves, or is away for long, was to see to: all of it to one person, at once.

    What that person cannot take stays where it is, and the head is told why. A model whose duty is not handed on by
    writing its field says how: ``_give_duty(field name, user, reason)``, which returns the records that the new person
    is to open.
    """

    _inherit = "kooperacje.role.assignment"

    def action_give_duties(self):
        self.ensure_one()
        self._check_may_give_duties()
        return dialog(
            self.env._("Hand on duties"), "kooperacje.duty.give",
            context={"default_role_id": self.id, "dialog_size": "medium"},
        )

    def _check_may_give_duties(self):
        """:raises AccessError: the user is not the head of the office of the role"""
        self.check_access("read")
        for office in self.company_id:
            if not self.env.user._has_role("manager", office):
                raise AccessError(self.env._(
                    "Only the manager hands on the duties of others. Ask the manager of %s.", office.name,
                ))

    def _give_duties(self, user, reason, what=("duties",)):
        """Hand on to ``user`` what is open in the office of the role, under the rights of the head who asks.

        :param what: kinds to be handed on; rooms below know of more
        :returns: ``[(field, records, why)]`` of what ``user`` cannot take
        :raises AccessError: the caller is not the head
        :raises UserError: nobody chosen or the same person, nobody of the office, no reason
        """
        self.ensure_one()
        self._check_may_give_duties()
        leaver, office = self.user_id, self.company_id
        if not user or user == leaver or not (reason or "").strip():
            raise UserError(self.env._("Choose another person and write the reason."))
        # sudo: whether somebody holds a role in the head's own office.
        if not self.sudo().search_count([
            ("user_id", "=", user.id), ("company_id", "=", office.id), ("is_current", "=", True),
        ], limit=1):
            raise UserError(self.env._(
                "%(person)s holds no role in %(office)s today. Choose another person.",
                person=user.name, office=office.name,
            ))
        kept = []
        if "duties" in what:
            for field, records in self._duties_left(leaver, office).get((leaver, office), []):
                kept += self._give_or_tell(field, records.with_env(self.env), user, reason.strip())
            kept += self._give_tasks(user)
        self._tell_of_duties_left(leaver | user, office)
        return kept

    def _tasks_left(self):
        """To-dos of the person on records of the office that are no family's; those of cases go along with them."""
        self._check_may_give_duties()
        # sudo: to-dos of a colleague, for the head of the office whose records they stand on.
        tasks = self.env["mail.activity"].sudo().search([
            ("user_id", "=", self.user_id.id), ("case_id", "=", False), ("kooperacje_leaver_id", "=", False),
            ("res_model", "=like", "kooperacje.%"), ("res_model", "not in", ASKED),
        ])
        here = tasks.browse()
        for name, of_model in tasks.grouped("res_model").items():
            if "company_id" in self.env[name]._fields:
                # sudo: as above.
                records = self.env[name].sudo().browse(of_model.mapped("res_id")).exists()
                ids = set(records.filtered(lambda one: one.company_id == self.company_id).ids)
                here |= of_model.filtered(lambda task, ids=ids: task.res_id in ids)
        return here

    def _give_tasks(self, user):
        """Hand on the to-dos on what ``user`` can open; the others are kept and told of."""
        tasks = self._tasks_left()
        given = tasks.browse()
        for name, of_model in tasks.grouped("res_model").items():
            records = self.env[name].with_user(user).with_context(allowed_company_ids=self.company_id.ids).browse(
                of_model.mapped("res_id"),
            )
            ids = set(records._filtered_access("read").ids)
            given |= of_model.filtered(lambda task, ids=ids: task.res_id in ids)
        given.with_context(mail_activity_quick_update=True).user_id = user
        why = self.env._("%s could not open it. Choose somebody who can.", user.name)
        return [(tasks._fields["user_id"], tasks - given, why)] if tasks - given else []

    def _give_or_tell(self, field, records, user, reason):
        """All ``records`` in one go; if one of them cannot be handed on, each by itself."""
        try:
            with self.env.cr.savepoint():
                self._hand_on(field, records, user, reason)
        except UserError as refused:
            if len(records) == 1:
                return [(field, records, str(refused))]
            kept = {}
            for record in records:
                for _field, one, why in self._give_or_tell(field, record, user, reason):
                    kept[why] = kept.get(why, one) | one
            return [(field, of_reason, why) for why, of_reason in kept.items()]
        return []

    def _hand_on(self, field, records, user, reason):
        """:raises UserError: whom the field does not offer, and who could not open what is to be seen to"""
        person = user if field.comodel_name == "res.users" else user.partner_id
        if not all(self._offers(field, record, person) for record in records):
            raise UserError(self.env._(
                "Another role or place of work is needed for it than %s has.", user.name,
            ))
        if hasattr(records, "_give_duty"):
            records = records._give_duty(field.name, user, reason)
        else:
            records.write({field.name: person.id})
        records = records.with_user(user).with_context(allowed_company_ids=self.company_id.ids)
        if records._filtered_access("read") != records:
            raise UserError(self.env._("%s could not open it. Choose somebody who can.", user.name))

    def _offers(self, field, record, person):
        """Whether ``person`` can be chosen in ``field`` of ``record``."""
        domain = field.domain
        if callable(domain):
            domain = domain(record)
        if isinstance(domain, str):
            # sudo: values by which the field chooses, such as the office and the institution.
            domain = safe_eval(domain, {
                name: record.sudo()[name].ids if one.type in ("one2many", "many2many") else
                record.sudo()[name].id if one.type == "many2one" else record.sudo()[name]
                for name, one in record._fields.items() if re.search(rf"\b{name}\b", domain)
            })
        # sudo: of a colleague whom the head has chosen whether the field takes this person.
        return not domain or bool(person.sudo().search_count(Domain(domain) & Domain("id", "=", person.id), limit=1))

    def _duties_kept_text(self, kept):
        """What :meth:`_give_duties` could not hand on, for the head."""
        return Markup().join(
            Markup("<li>%s<br/><span class='text-muted'>%s</span></li>") % (
                self._duty_line(self.env, field, records), why,
            ) for field, records, why in kept
        )
