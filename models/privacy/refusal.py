from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, MissingError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.network.role_assignment import CASE_ROLES


class Refusal(models.AbstractModel):
    """Explains why somebody may not use a record of the program, and who gives what is missing.

    It tells only of the reader's own roles and of the kind of record. It never tells whether a record exists or whose
    it is.
    """

    _name = "kooperacje.refusal"
    _description = "Words of a refusal"

    @api.model
    def _concerns(self, model):
        return model.startswith("kooperacje.")

    @api.model
    def _in_readers_language(self):
        return self.with_context(lang=self.env.user.lang or self.env.lang)

    @api.model
    def _roles(self):
        # sudo: the reader's own roles.
        return self.env["kooperacje.role.assignment"].sudo().search([("user_id", "=", self.env.uid)])

    @api.model
    def _by_model(self, model, operation):
        """For whom such records are: the access list closed them to all roles that the reader holds."""
        missing = self._missing(self.env["kooperacje.case.data"]._is_family_data_model(model))
        what = self.env["ir.model"]._get(model).name or model
        groups = ", ".join(
            name.rpartition("/")[2].strip() for name in self.env["ir.model.access"].group_names_with_access(
                model, operation)
        )
        if not groups:
            text = self.env._("“%(what)s” is kept by the program itself; nobody does this by hand.", what=what)
        else:
            text = {
                "read": self.env._("“%(what)s” is opened by: %(groups)s.", what=what, groups=groups),
                "write": self.env._("“%(what)s” is changed by: %(groups)s.", what=what, groups=groups),
                "create": self.env._("“%(what)s” is added by: %(groups)s.", what=what, groups=groups),
                "unlink": self.env._("“%(what)s” is deleted by: %(groups)s.", what=what, groups=groups),
            }[operation]
        return "\n\n".join([text, *(missing or [self._held()])])

    @api.model
    def _by_rule(self, records, operation, suggested=None):
        """What stands against these records, their kind being open to the reader.

        Data of a family have sentences of their own, which name the case manager and the family's consent; all other
        records have one sentence for each operation. The two are not one table, for the first depends on what the
        reader may read too.
        """
        model = records._name
        what = self.env["ir.model"]._get(model).name or model
        family = self.env["kooperacje.case.data"]._is_family_data_model(model)
        missing = self._missing(family)
        if family:
            if operation in ("write", "unlink") and records.has_access("read"):
                text = self.env._(
                    "You may read this part of the case but not change it: it is changed by who runs the case or wrote "
                    "it, as long as it is open. Ask the case manager.")
            elif operation == "create":
                text = self.env._(
                    "You may not add “%(what)s” to this case. That is for who runs the case, as long as it is open. "
                    "Ask the case manager or the head of the office.", what=what)
            else:
                text = self.env._(
                    "This is not there (any more), or belongs to a family's case that is not open to you (any more). A "
                    "case is open to those who work on it, and to members of its team as long as the family agrees; it "
                    "may have changed its mind, as is its right. If you work in the team, see “My invitations” or ask "
                    "the case manager.",
                )
            return "\n\n".join([text, *missing])
        text = {
            "read": self.env._(
                "This “%(what)s” is not open to you: it belongs to another office or institution, or is not for your "
                "role. Ask the network worker or the head of the office that leads the partnership.", what=what),
            "write": self.env._(
                "You may not change this “%(what)s”: another office, institution or person keeps it, or it has been "
                "closed. Ask the network worker or the head of the office that leads the partnership.", what=what),
            "create": self.env._(
                "You may not add “%(what)s” here: that is for who keeps it in that office or institution. Ask the "
                "network worker or the head of the office that leads the partnership.", what=what),
            "unlink": self.env._(
                "You may not delete this “%(what)s”: another office, institution or person keeps it, or it has to be "
                "kept. Ask the network worker or the head of the office that leads the partnership.", what=what),
        }[operation]
        if suggested:
            text += " " + self.env._(
                "Or choose the office %(office)s at the top of the screen and try again.",
                office=suggested["display_name"])
        return "\n\n".join([text, *missing])

    @api.model
    def _by_field(self, model, field, operation):
        """For whom a field of such records is, the rest of the record being open to the reader."""
        what = self.env["ir.model"]._get(model).name or model
        label = field._description_string(self.env)
        if not field.groups or field.groups == fields.NO_ACCESS:
            text = self.env._(
                "“%(field)s” of “%(what)s” is kept by the program itself; nobody does this by hand.", field=label,
                what=what)
        else:
            names = [name.strip() for name in field.groups.split(",") if not name.strip().startswith("!")]
            # sudo: what roles are called is no secret.
            groups = ", ".join(group.sudo().name for name in names if (group := self.env.ref(name, False)))
            text = {
                "read": self.env._(
                    "“%(field)s” of “%(what)s” is shown to: %(groups)s.", field=label, what=what, groups=groups),
                "write": self.env._(
                    "“%(field)s” of “%(what)s” is changed by: %(groups)s.", field=label, what=what, groups=groups),
            }[operation]
        return "\n\n".join([text, *(self._missing(True) or [self._held()])])

    @api.model
    def _in_place_of(self, error, model):
        """The error to tell instead of ``error``, which a request on ``model`` ended with.

        :param model: a name of a model of ours, or any other text
        """
        if isinstance(error, MissingError):
            if self.env["kooperacje.case.data"]._is_family_data_model(model):
                # In the words for a case that is closed.
                return AccessError(self._by_rule(self.env[model], "read"))
            return MissingError(self.env._(
                "What you want to open is no longer there: somebody has deleted it meanwhile, or the link is wrong. "
                "Load the page again and choose anew."))
        if isinstance(error, (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)):
            return UserError(self.env._(
                "Others are working on the same at this moment, so nothing was saved. Wait a little and do it again."))
        return UserError(self.env._(
            "The database could not do this, and nothing was saved. Check dates and numbers and try again. If it fails "
            "again, tell your administrator what you did and at what time: the log of the server says the rest."))

    @api.model
    def _check_may_begin(self, model):
        """Refuse at once, and not only at saving, a user whose roles do not let him or her create a record of
        ``model``.

        :raises AccessError: says what is missing and who gives it
        """
        missing = self._missing(True)
        if not missing or self.env.su:
            return
        # sudo: which roles may create such records is no secret, yet the access list is closed to most.
        groups = self.env["ir.model.access"].sudo().search([
            ("model_id.model", "=", model), ("perm_create", "=", True),
        ]).group_id
        for role in self._roles().filtered("is_current"):
            in_order = role.opens_cases or role.role not in CASE_ROLES
            if in_order and self.env.ref(f"kooperacje.group_{role.role}") in groups:
                return
        what = self.env["ir.model"]._get(model).name or model
        raise AccessError("\n\n".join([self.env._("You cannot begin “%(what)s” yet.", what=what), *missing]))

    @api.model
    def _held(self):
        labels = dict(self.env["kooperacje.role.assignment"]._fields["role"]._description_selection(self.env))
        current = self._roles().filtered("is_current")
        return self.env._(
            "Your roles today: %(roles)s. Roles are given by the administrator of access of the office.",
            roles=", ".join(dict.fromkeys(labels[role.role] for role in current)))

    @api.model
    def _missing(self, family):
        """What the reader's own roles lack, in one sentence each; empty where they are in order."""
        labels = dict(self.env["kooperacje.role.assignment"]._fields["role"]._description_selection(self.env))
        roles, today = self._roles(), office_today()
        current = roles.filtered("is_current")
        if current:
            return [
                self._incomplete(role, labels[role.role], today)
                for role in current if family and role.role in CASE_ROLES and not role.opens_cases
            ]
        planned = roles.filtered(lambda role: role.date_from > today and role.valid_until >= today)[:1]
        if planned:
            return [self.env._(
                "Your role “%(role)s” for %(office)s begins on %(day)s. The administrator of access of that office "
                "gives roles and changes their dates.", role=labels[planned.role], office=planned.company_id.name,
                day=self._day(planned.date_from))]
        ended = roles.sorted("valid_until")[-1:]
        if ended:
            return [self.env._(
                "Your role “%(role)s” for %(office)s ended on %(day)s. The administrator of access of that office "
                "gives a new one.", role=labels[ended.role], office=ended.company_id.name,
                day=self._day(ended.valid_until))]
        return [self.env._(
            "You hold no role in the Model of Cooperation. Roles are given by the administrator of access of the "
            "office that leads the partnership.")]

    @api.model
    def _incomplete(self, role, label, today):
        """Authorisation and undertaking are papers of each office (art. 100 ust. 6 u.p.s.)."""
        lacks = []
        if not role.authorisation_date:
            lacks.append(self.env._("the written authorisation"))
        elif role.authorisation_date > today:
            lacks.append(self.env._("the authorisation, which begins on %(day)s",
                                    day=self._day(role.authorisation_date)))
        elif role.authorisation_date_to and role.authorisation_date_to < today:
            lacks.append(self.env._("the authorisation, which ended on %(day)s",
                                    day=self._day(role.authorisation_date_to)))
        if not role.secrecy_date:
            lacks.append(self.env._("the signed undertaking of secrecy"))
        elif role.secrecy_date > today:
            lacks.append(self.env._("the undertaking of secrecy, which begins on %(day)s",
                                    day=self._day(role.secrecy_date)))
        return self.env._(
            "Your role “%(role)s” for %(office)s opens no case yet. Missing: %(lacks)s. The head of %(office)s gives "
            "the authorisation and takes the undertaking (art. 100 ust. 6 of the act on social assistance); the "
            "administrator of access registers both.", role=label, office=role.company_id.name, lacks=", ".join(lacks))

    @api.model
    def _day(self, day):
        return day.strftime("%d.%m.%Y")
