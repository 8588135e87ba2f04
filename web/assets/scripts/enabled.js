// First thing in the body, before anything is drawn: what only makes sense with scripts is styled by these two classes.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
