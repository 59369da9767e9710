import { registry } from "@web/core/registry";
import { FormCompiler } from "@web/views/form/form_compiler";
import { FormRenderer } from "@web/views/form/form_renderer";
import { formView } from "@web/views/form/form_view";
import { StatusBarButtons } from "@web/views/form/status_bar_buttons/status_bar_buttons";

const MORE = "o_kooperacje_more";

/** Buttons of the status bar: the next steps, and those marked as rare folded behind “More”. */
export class MoreStepsStatusBarButtons extends StatusBarButtons {
    static template = "kooperacje.MoreStepsStatusBarButtons";

    get nextSlotNames() {
        const names = this.visibleSlotNames.filter((name) => !this.props.slots[name].isMore);
        return this.env.isSmall ? names.slice(0, 1) : names;
    }

    get moreSlotNames() {
        const next = this.nextSlotNames;
        return this.visibleSlotNames.filter((name) => !next.includes(name));
    }
}

export class MoreStepsFormCompiler extends FormCompiler {
    compileHeader(el, params) {
        const statusBar = super.compileHeader(el, params);
        for (const button of statusBar.querySelectorAll("ViewButton")) {
            if ((button.getAttribute("className") || "").includes(MORE)) {
                button.parentElement.setAttribute("isMore", "true");
            }
        }
        return statusBar;
    }
}

export class MoreStepsFormRenderer extends FormRenderer {
    static components = { ...FormRenderer.components, StatusBarButtons: MoreStepsStatusBarButtons };
}

/** A form whose header keeps the buttons of the class `o_kooperacje_more` in one dropdown. */
registry.category("views").add("kooperacje_more_steps_form", {
    ...formView,
    Compiler: MoreStepsFormCompiler,
    Renderer: MoreStepsFormRenderer,
});
