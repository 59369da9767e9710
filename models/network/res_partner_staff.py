from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .role_assignment import OUTSIDE_ROLES


class ResPartner(models.Model):
    """Who works where, as a municipality's Odoo knows it.

    Staff of an institution are its contacts. Staff of an office are besides those the people whose accounts and
    employee records bear its company: Odoo's own user form, its personnel application, LDAP and OAuth make accounts
    without a parent contact, or under the contact of the municipality.
    """

    _inherit = "res.partner"

    workplace_ids = fields.Many2many(
        "res.partner", string="Works at", compute="_compute_workplace_ids", search="_search_workplace_ids",
        compute_sudo=True,
        help="The institution of the contact; the offices of the account and of the employee record; where the person "
             "holds a role today.",
    )

    @api.depends("parent_id")
    def _compute_workplace_ids(self):
        places = self._workplaces()
        for person in self:
            person.workplace_ids = places[person]

    def _workplaces(self):
        """``{person: institutions}``; asked anew each time, for accounts and roles change beside the contact."""
        # sudo: tells where somebody works and nothing else of accounts, roles and employee records.
        people = self.sudo()
        offices = people._offices_of_staff()
        workplaces = {}
        for person in people:
            places = person.parent_id
            if not places.is_institution:
                places |= places.parent_id
            if not places.filtered("is_institution"):
                places |= offices.get(person._origin.id, people.browse())
            held = person.user_ids.role_assignment_ids.filtered(
                lambda role: role.is_current and role.role not in OUTSIDE_ROLES
            )
            workplaces[person.sudo(False)] = (places | held.institution_id).sudo(False)
        return workplaces

    def _workplace(self):
        """The institution for which the person speaks: that of the contact before any other."""
        self.ensure_one()
        return self.parent_id or self._workplaces()[self].filtered("is_institution")[:1]

    def _institution_shown(self):
        """What stands beside the name: the contact's own organisation, else where the person works."""
        organisation = self.commercial_partner_id
        return organisation if organisation != self or self.is_company or not self else self._workplace() or self

    def _works_at(self, institutions):
        """Whether the person works at one of ``institutions``."""
        self.ensure_one()
        return bool(self.parent_id & institutions or self._workplaces()[self] & institutions)

    def _offices_of_staff(self):
        """``{person id: institutions}`` of the offices that the accounts and the employee records of ``self`` bear."""
        offices = {}
        for user in self.user_ids.filtered(lambda user: user.active and not user.share):
            # A company that a role of ours has opened to somebody says nothing of where the person works.
            opened = user.role_assignment_ids.filtered("gave_company").company_id
            offices[user.partner_id.id] = (user.company_ids - opened).partner_id
        if "hr.employee" in self.env:
            for employee in self.env["hr.employee"].sudo().search([("work_contact_id", "in", self._origin.ids)]):
                person = employee.work_contact_id.id
                offices[person] = offices.get(person, self.browse()) | employee.company_id.partner_id
        return offices

    def _search_workplace_ids(self, operator, value):
        if operator != "in" or not all(isinstance(one, int) for one in value):
            return NotImplemented
        ids = [one for one in value if one]
        # sudo: answers with people only, whom the rules of the caller choose from; roles and accounts stay unseen.
        roles = self.env["kooperacje.role.assignment"].sudo()._search([
            ("institution_id", "in", ids), ("is_current", "=", True), ("role", "not in", list(OUTSIDE_ROLES)),
        ])
        holders = self.env["res.users"].sudo()._search([("id", "in", roles.subselect("user_id"))])
        no_institution = Domain("is_institution", "=", False)
        staff = (
            Domain("parent_id", "in", ids)
            | Domain("parent_id", "any", no_institution & Domain("parent_id", "in", ids))
            | Domain("id", "in", holders.subselect("partner_id"))
        )
        free = Domain("parent_id", "=", False) | Domain("parent_id", "any", no_institution & (
            Domain("parent_id", "=", False) | Domain("parent_id", "any", no_institution)
        ))
        for office in self.env["res.company"].sudo().search([("partner_id", "in", ids)]):
            users = self.env["res.users"].sudo()._search([
                ("share", "=", False), ("company_ids", "in", office.ids),
                ("role_assignment_ids", "not any", [("gave_company", "=", True), ("company_id", "=", office.id)]),
            ])
            people = Domain("id", "in", users.subselect("partner_id"))
            if "hr.employee" in self.env:
                employees = self.env["hr.employee"].sudo()._search([("company_id", "=", office.id)])
                people |= Domain("id", "in", employees.subselect("work_contact_id"))
            staff |= free & people
        return Domain("is_company", "=", False) & staff

    def _check_on_staff_of(self, institution):
        """:raises ValidationError: one of these people does not work there"""
        for person, places in self._workplaces().items():
            if institution not in places:
                raise ValidationError(self.env._(
                    "%(person)s is not on the staff of %(institution)s. Add the person to the institution first.",
                    person=person.name, institution=institution.name,
                ))
