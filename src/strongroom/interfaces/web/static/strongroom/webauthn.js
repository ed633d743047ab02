// Security keys and passkeys: the only script of this site.
//
// A form with data-webauthn ("create" or "get") and data-options-url gets its hidden field
// `response` filled with what the key answers, and is then sent like any other form.
// data-conditional offers passkeys in the field that says autocomplete="username webauthn".
// Elements with data-webauthn-supported are shown where the browser has WebAuthn, those with
// data-webauthn-unsupported where it has not.
"use strict";

(() => {
  const toBytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");

  const withBytes = (credentials) => (credentials || []).map((one) => ({ ...one, id: toBytes(one.id) }));

  const creationOptions = (asked) => ({
    ...asked,
    challenge: toBytes(asked.challenge),
    user: { ...asked.user, id: toBytes(asked.user.id) },
    excludeCredentials: withBytes(asked.excludeCredentials),
  });

  const requestOptions = (asked) => ({
    ...asked,
    challenge: toBytes(asked.challenge),
    allowCredentials: withBytes(asked.allowCredentials),
  });

  const asJson = (credential) => {
    const answer = credential.response;
    const response = { clientDataJSON: toText(answer.clientDataJSON) };
    if (answer.attestationObject) {
      response.attestationObject = toText(answer.attestationObject);
      response.transports = answer.getTransports ? answer.getTransports() : [];
    } else {
      response.authenticatorData = toText(answer.authenticatorData);
      response.signature = toText(answer.signature);
      if (answer.userHandle && answer.userHandle.byteLength) {
        response.userHandle = toText(answer.userHandle);
      }
    }
    return JSON.stringify({
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      clientExtensionResults: credential.getClientExtensionResults(),
      response,
    });
  };

  class NoQuestion extends Error {}

  const fetchOptions = async (form) => {
    const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    const reply = await fetch(form.dataset.optionsUrl, { method: "POST", body, credentials: "same-origin" });
    if (!reply.ok || reply.redirected) {
      throw new NoQuestion();
    }
    return reply.json();
  };

  let waiting = null;

  const ask = async (form, mediation) => {
    if (waiting) {
      waiting.abort();
    }
    waiting = new AbortController();
    const { signal } = waiting;
    const asked = await fetchOptions(form);
    const credential =
      form.dataset.webauthn === "create"
        ? await navigator.credentials.create({ publicKey: creationOptions(asked), signal })
        : await navigator.credentials.get({ publicKey: requestOptions(asked), signal, mediation });
    form.querySelector("input[name$='response']").value = asJson(credential);
    form.submit();
  };

  const say = (form, words) => {
    const place = form.querySelector("[data-webauthn-status]");
    place.hidden = words === "";
    place.textContent = words;
  };

  const wordsFor = (error) => {
    if (error.name === "InvalidStateError") {
      return "This key is registered already.";
    }
    if (error.name === "SecurityError") {
      return "The browser does not allow security keys at this address.";
    }
    return "No key answered. Try again when you have it at hand.";
  };

  const onSubmit = async (event) => {
    const form = event.currentTarget;
    event.preventDefault();
    say(form, "Follow your browser: touch the key, or unlock the passkey.");
    try {
      await ask(form, "optional");
    } catch (error) {
      if (error instanceof NoQuestion) {
        // The session has ended, or a fresh proof is needed: the page itself knows what to do.
        location.reload();
      } else if (error.name !== "AbortError") {
        say(form, wordsFor(error));
      }
    }
  };

  const offerPasskeys = async (form) => {
    const canOffer = PublicKeyCredential.isConditionalMediationAvailable;
    if (!canOffer || !(await canOffer.call(PublicKeyCredential))) {
      return;
    }
    try {
      await ask(form, "conditional");
    } catch {
      // Nobody chose a passkey, or none can be asked for: the form works as it stands.
    }
  };

  const isSupported = Boolean(window.PublicKeyCredential);
  for (const notice of document.querySelectorAll("[data-webauthn-unsupported]")) {
    notice.hidden = isSupported;
  }
  for (const part of document.querySelectorAll("[data-webauthn-supported]")) {
    part.hidden = !isSupported;
  }
  for (const form of document.querySelectorAll("form[data-webauthn]")) {
    form.addEventListener("submit", onSubmit);
    if (isSupported && "conditional" in form.dataset) {
      offerPasskeys(form);
    }
  }
})();
