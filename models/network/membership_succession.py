from datetime import timedelta

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.polish_order import alphabetical
from odoo.addons.kooperacje.models.access.serialise import serialise_on

from .membership import CURRENT

# Roles that people hold for their institution; those of the office stay with the office.
CARRIED_ROLES = ("coordinator", "specialist")


class Membership(models.Model):
    """An institution that goes over into another one: two schools become one, a centre is taken into another.

    One step of the office that leads the partnership, in its own partnership alone: another office takes it for its
    own. What is running goes on with the successor: the membership, services, requests for them, roles, places in
    task teams, tasks. What was, stays with the institution so far: papers, services done, requests answered.

    A successor in law takes over rights and duties, yet not what somebody else declares: it signs a declaration and a
    service card of its own, the controller authorises its people anew (art. 100 ust. 6 u.p.s.), and a family agrees
    anew that data are shared with it (K3D-169). Until then its people open no case; case managers are told.
    """

    _inherit = "kooperacje.membership"

    successor_id = fields.Many2one(
        "kooperacje.membership", "Went over into", readonly=True, copy=False, index="btree_not_null",
        ondelete="restrict",
    )
    predecessor_ids = fields.One2many("kooperacje.membership", "successor_id", "Goes on for", readonly=True)

    def _check_may_go_over(self, institution, day, reason):
        """:raises UserError: what has to be done first; rooms below add theirs"""
        self.ensure_one()
        self.check_access("write")
        if not self.env["kooperacje.partnership"]._leads(self):
            raise AccessError(self.env._(
                "Only the network worker or the manager of the office that leads the partnership hands a membership "
                "over to another institution.",
            ))
        name = self.institution_id.name
        if self.is_leader:
            raise UserError(self.env._(
                "%(name)s leads the partnership. A centre that becomes another one, such as a centre of social "
                "services (CUS), stays the same office: change its name and type on the institution, and everything "
                "stays in place.", name=name,
            ))
        self._check_may_stop()
        if not institution or not institution.is_institution:
            raise UserError(self.env._("Choose the institution that goes on in its place."))
        if institution == self.institution_id:
            raise UserError(self.env._(
                "%(name)s does not go over into itself. If it is only called otherwise now, change the name on the "
                "institution: papers signed before keep the name of their day.", name=name,
            ))
        if not reason or not day:
            raise UserError(self.env._("Give the day and the reason, such as the number of the resolution."))
        if day > office_today():
            raise UserError(self.env._("Register it on the day it happens, not ahead."))
        if self.date_from and day <= self.date_from:
            raise UserError(self.env._("%(name)s would go over before it has joined.", name=name))
        target = self._membership_of(institution)
        if target.state == "suspended":
            raise UserError(self.env._(
                "%(name)s is suspended in the partnership. Register its return first.", name=institution.name,
            ))

    def _membership_of(self, institution):
        return self.partnership_id.membership_ids.filtered(
            lambda one: one.institution_id == institution and one.state in CURRENT
        )

    def _go_over(self, institution, day, reason):
        """The institution goes on as ``institution`` from ``day`` on; all in one transaction.

        :return: the membership of the successor
        :raises UserError: see ``_check_may_go_over``
        """
        self.ensure_one()
        serialise_on(self.partnership_id)
        day, reason = fields.Date.to_date(day or False), (reason or "").strip()
        self._check_may_go_over(institution, day, reason)
        target = self._membership_of(institution)
        is_new = not target
        # sudo: the caller has been checked; a succession is a fact, and no gate of the partnership stops its record.
        if is_new:
            target = self.sudo().create({
                name: self._fields[name].convert_to_write(self[name], self) for name in (
                    "partnership_id", "kind", "animators_decided_on", "participation_degree", "participation_level",
                    "participation_purpose",
                )
            } | {"institution_id": institution.id}).sudo(self.env.su)
        if target.state == "invited":
            target._enter(day)
        open_points = self._hand_over_to(target, day, reason)
        last_day = day - timedelta(days=1)
        # sudo: as above; state and history are kept to the methods.
        self.sudo().write({
            "state": "left", "date_to": last_day, "leaving_reason": reason, "successor_id": target.id,
        })
        self.flush_recordset(["state"])
        # sudo: as above.
        self.suspension_ids.filtered(lambda line: not line.date_to).sudo().write({"date_to": last_day})
        self._end_roles()
        (self | target)._on_away_changed()
        target._name_people_of(self)
        self._tell_what_is_open(target, open_points)
        return target

    def _hand_over_to(self, target, day, reason):
        """Hand what is running to the successor; called as long as both are members.

        Rooms below add theirs.

        :return: what is left to be done, each a sentence in the language of the user
        """
        self._hand_over_staff(target)
        self._hand_over_roles(target, day)
        open_points = []
        if target.document_state != "signed":
            open_points.append(self.env._(
                "the declaration of accession of %(name)s, a new paper: name its representative, issue it and have it "
                "signed", name=target.institution_id.name,
            ))
        lines = self.env["kooperacje.action.plan.line"].search([
            ("partnership_id", "=", self.partnership_id.id), ("owner_id", "=", self.institution_id.id),
            ("state", "in", ["planned", "progress"]),
        ])
        drafts = lines.filtered(lambda line: line.plan_id.document_state == "draft")
        drafts.owner_id = target.institution_id
        if lines - drafts:
            open_points.append(self.env._(
                "actions of the yearly plan that name %(name)s: %(count)s; say at a meeting who takes them over",
                name=self.institution_id.name, count=len(lines - drafts),
            ))
        partnership = self.partnership_id
        if self.institution_id in partnership.strategic_partner_id | partnership.regional_centre_id:
            open_points.append(self.env._(
                "the strategic partner or regional centre named on the partnership, which is still %(name)s: choose "
                "the successor there", name=self.institution_id.name,
            ))
        return open_points

    def _is_kept_elsewhere(self):
        """Whether the institution takes part in another partnership, of this office or another one."""
        # sudo: a yes or no; nothing of the other partnership is shown.
        return bool(self.sudo().search_count([
            ("institution_id", "=", self.institution_id.id), ("id", "not in", self.ids), ("state", "in", CURRENT),
        ], limit=1))

    def _hand_over_staff(self, target):
        """People of the institution work at the successor from now on, unless another partnership still counts on them
        where they are.
        """
        if self._is_kept_elsewhere():
            return
        # sudo: the caller leads the only partnership of the institution; accounts stay as they are.
        people = self.sudo().institution_id.with_context(active_test=False).child_ids.filtered(
            lambda person: person.type == "contact" and not person.is_company
        )
        people.write({"parent_id": target.institution_id.id})

    def _hand_over_roles(self, target, day):
        """Roles of its people go on at the successor, without the papers that the controller gave for the former place
        of work; the administrator of access is told.

        Who coordinates the successor is not joined by another one: its own coordinator stays the one.
        """
        # sudo: an administrator gave these people the roles in this office; without papers they open no case.
        Role = self.env["kooperacje.role.assignment"].sudo()
        running = self._roles().filtered(
            lambda role: role.valid_until >= day and role.role in CARRIED_ROLES and role.user_id != self.env.user
        )
        there = Role.search([
            ("institution_id", "=", target.institution_id.id), ("company_id", "=", target.company_id.id),
            ("valid_until", ">=", day),
        ])
        held = {(role.user_id, role.role) for role in there}
        if "coordinator" in there.mapped("role"):
            running = running.filtered(lambda role: role.role != "coordinator")
        roles = Role.create([{
            "user_id": role.user_id.id, "role": role.role, "institution_id": target.institution_id.id,
            "company_id": role.company_id.id, "date_from": max(day, role.date_from), "date_to": role.date_to,
        } for role in running if (role.user_id, role.role) not in held])
        administrator = Role.search([
            ("company_id", "=", target.company_id.id), ("role", "=", "admin"), ("is_current", "=", True),
        ]).user_id[:1]
        if roles and administrator:
            # sudo: the institution bears a note for whoever gives roles.
            told = target.sudo().institution_id._in_language_of(administrator)
            told.activity_schedule(
                "mail.mail_activity_data_todo", user_id=administrator.id,
                summary=told.env._("Roles went over from %s: papers are missing", self.institution_id.name),
                note=plaintext2html(told.env._(
                    "New roles: %s. Check them on the institution under “Access”, and prepare their authorisations and "
                    "undertakings.", ", ".join(sorted(set(roles.user_id.mapped("name")), key=alphabetical)),
                )),
            )

    def _name_people_of(self, former):
        """Who spoke for the former institution speaks for the successor, if working there and nobody does yet."""
        if self.document_state != "draft":
            return
        for name in ("representative_id", "deputy_id", "coordinator_id"):
            person = former[name]
            if person and not self[name] and person._works_at(self.institution_id) and (
                person not in self.representative_id | self.deputy_id or name == "coordinator_id"
            ):
                # sudo: the caller has been checked; who works where has been asked.
                self.sudo()[name] = person

    def _tell_what_is_open(self, target, open_points):
        """The one who has taken the step is asked to do what only a new paper or somebody's word can do."""
        told = self.partnership_id._in_language_of(self.env.user)
        note = Markup("<p>%s</p><ul>%s</ul>") % (
            told.env._(
                "%(before)s went over into %(after)s. Still to be done:", before=self.institution_id.name,
                after=target.institution_id.name,
            ), Markup().join(Markup("<li>%s</li>") % point for point in open_points),
        )
        for membership in (self, target):
            membership._in_office_language().message_post(body=self._in_office_language().env._(
                "%(before)s went over into %(after)s: %(reason)s", before=self.institution_id.name,
                after=target.institution_id.name, reason=self.leaving_reason,
            ))
        if open_points:
            # sudo: the user leads the partnership.
            told.sudo().activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.env.uid, note=note,
                summary=told.env._("%s: new papers", target.institution_id.name),
            )
