/** Where somebody is today and whom to call. Shown to clinicians who asked for it; the server keeps who looked. */

import { LoaderCircle, MapPin, Phone } from "lucide-preact";
import type { SafetyFacts, State } from "../model";
import { useWorld } from "./context";
import { clock } from "./times";

export function SafetyPanel({ state }: { readonly state: State }) {
  const { strings } = useWorld();
  const { safety } = state;
  switch (safety.kind) {
    case "asking":
      return (
        <p role="status" class="turning">
          <LoaderCircle aria-hidden="true" size={20} /> {strings.safetyAsking}
        </p>
      );
    case "failed":
      return <p role="alert">{strings.safetyFailed}</p>;
    case "known":
      return <Facts facts={safety.facts} />;
  }
}

function Facts({ facts }: { readonly facts: SafetyFacts }) {
  const { strings, config } = useWorld();
  const where = [facts.address, facts.state_name].filter(Boolean).join(", ");
  const contact = [facts.emergency_name, facts.emergency_relationship].filter(Boolean).join(", ");
  return (
    <>
      <dl class="safety-facts" data-testid="safety-facts">
        <dt>{strings.safetyName}</dt>
        <dd>{facts.legal_name}</dd>
        <dt>{strings.safetyWhere}</dt>
        <dd>
          <MapPin aria-hidden="true" size={16} /> {where || strings.notTold}
          {facts.told_at !== null && <small>{strings.toldAt(clock(facts.told_at, config.language))}</small>}
        </dd>
        <dt>{strings.safetyCallback}</dt>
        <dd>
          <Call number={facts.callback_number} />
        </dd>
        <dt>{strings.safetyContact}</dt>
        <dd>
          {contact || strings.notTold}
          {facts.emergency_phone !== "" && <Call number={facts.emergency_phone} />}
        </dd>
      </dl>
      <p>
        <a href="tel:911">{strings.safetyEmergency}</a>
      </p>
      <small>{strings.safetyAudited}</small>
    </>
  );
}

function Call({ number }: { readonly number: string }) {
  const { strings } = useWorld();
  if (number === "") return <>{strings.notTold}</>;
  return (
    <a class="call" href={`tel:${number.replaceAll(" ", "")}`}>
      <Phone aria-hidden="true" size={16} /> {number}
    </a>
  );
}
