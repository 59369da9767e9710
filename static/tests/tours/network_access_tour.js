import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

/** The administrator of access opens a school and gives a new person a role there. */
registry.category("web_tour.tours").add("kooperacje_give_access", {
    url: "/odoo/kooperacje-institutions",
    steps: () => [
        {
            content: "Open the school",
            trigger: ".o_data_row:contains('Szkoła w Małkini (test)') td[name=name]",
            run: "click",
        },
        {
            content: "Its tab Access",
            trigger: ".o_form_view .nav-link[name=access]",
            run: "click",
        },
        {
            content: "Give access",
            trigger: ".o_form_view .tab-pane.active button.btn-primary",
            run: "click",
        },
        {
            content: "Somebody new: the name",
            trigger: ".modal div[name=name] input",
            run: "edit Wanda Nowa",
        },
        {
            content: "The address the invitation goes to",
            trigger: ".modal div[name=email] input",
            run: "edit wanda.nowa@example.com",
        },
        {
            content: "The list of roles",
            trigger: ".modal div[name=role] input",
            run: "click",
        },
        {
            content: "Specialist",
            trigger: ".o_select_menu_item:contains('Specjalista instytucji')",
            run: "click",
        },
        {
            content: "It says that the role opens no case yet",
            trigger: ".modal .alert-warning:visible",
        },
        {
            content: "Authorisation",
            trigger: ".modal div[name=authorisation_number] input",
            run: "edit UP/7/2026",
        },
        {
            content: "Give access",
            trigger: ".modal footer button[name=action_grant]",
            run: "click",
        },
        {
            content: "Wanda is on the list, her role opens no case before the dates are there",
            trigger: "body:not(:has(.modal)) .o_data_row:contains('Wanda Nowa') .text-bg-warning",
        },
        {
            content: "The row opens",
            trigger: ".o_data_row:contains('Wanda Nowa') td[name=role]",
            run: "click",
        },
        {
            content: "Date of the authorisation",
            trigger: ".modal div[name=authorisation_date] input, .modal div[name=authorisation_date] button",
            run: "click",
        },
        {
            content: "Today",
            trigger: ".o_datetime_picker .o_today",
            run: "click",
        },
        {
            content: "Date of the secrecy undertaking",
            trigger: ".modal div[name=secrecy_date] input, .modal div[name=secrecy_date] button",
            run: "click",
        },
        {
            content: "Today",
            trigger: ".o_datetime_picker .o_today",
            run: "click",
        },
        {
            content: "Save the row",
            trigger: ".modal footer .o_form_button_save",
            run: "click",
        },
        ...stepUtils.saveForm(),
        {
            content: "The role is in force",
            trigger: ".o_data_row:contains('Wanda Nowa') .text-bg-success",
        },
    ],
});
