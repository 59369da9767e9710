"""Opening a window and counting related records: said once, for every room."""


def window(env, name, /, **values):
    """The window ``name`` of this addon (XML id of its action), with ``values`` in place of its own.

    :param values: such as ``domain`` and ``context``
    """
    return {**env["ir.actions.act_window"]._for_xml_id(f"kooperacje.{name}"), **values}


def window_of(record, name, field, /, **context):
    """The window ``name`` with what points at ``record`` by ``field``; what is made there points at it too.

    :param context: further settings of the window, such as filters; with ``create=False`` nothing is made there
    """
    record.ensure_one()
    if context.get("create", True):
        context = {f"default_{field}": record.id, **context}
    return window(record.env, name, domain=[(field, "=", record.id)], context=context)


def count_by(model, field, ids, domain=()):
    """How many records of ``model`` point at each of ``ids`` by ``field``, as ``{id: count}``: one query for all.

    Under the rules of the environment of ``model``; an id at which nothing points is missing.

    :param domain: further conditions on the records counted
    """
    groups = model._read_group([(field, "in", ids), *domain], [field], ["__count"])
    return {record.id: count for record, count in groups}


def dialog(name, model, /, **values):
    """A form of ``model`` in a dialogue with the title ``name``, such as that of a wizard.

    :param values: such as ``context`` with the defaults
    """
    return {
        "type": "ir.actions.act_window", "name": name, "res_model": model, "view_mode": "form", "target": "new",
        **values,
    }


def form(record, **values):
    """The form of ``record``, or a new one where there is none."""
    return {
        "type": "ir.actions.act_window", "res_model": record._name, "res_id": record.id, "view_mode": "form", **values,
    }
