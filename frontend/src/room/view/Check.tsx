/** Before joining: do camera, microphone and loudspeaker work, and does this network let a call through? */

import { ArrowRight, Check as Tick, CircleAlert, LoaderCircle, Volume2 } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { speakerTest } from "../audio";
import { gives, type State } from "../model";
import { checkNetwork, verdictOf, type Verdict } from "../network";
import { useWorld } from "./context";
import { Choose } from "./DeviceSettings";
import { Trouble } from "./Notes";
import { Button } from "./parts";
import { OwnPreview } from "./Preview";

export function Check({ state }: { readonly state: State }) {
  const { runtime, strings, config } = useWorld();
  const without = !gives(state.microphone) && !gives(state.camera);
  return (
    <main class="lobby" data-testid="check">
      <div class="lobby-card">
        <header>
          <h1>{strings.checkTitle}</h1>
          <p class="quiet">{config.title}</p>
        </header>
        <OwnPreview state={state} person={{ id: "you", name: strings.you }} />
        <div class="check-side">
          <Trouble state={state} />
          <div class="check-tests">
            <SpeakerTest speaker={state.settings.speaker} />
            <NetworkTest />
          </div>
          {state.inputs.microphone.length + state.inputs.camera.length > 0 && (
            <details class="check-devices">
              <summary>{strings.otherDevices}</summary>
              <div>
                <Choose kind="microphone" state={state} />
                <Choose kind="camera" state={state} />
                <Choose kind="speaker" state={state} />
              </div>
            </details>
          )}
          <div class="check-join">
            <Button
              icon={ArrowRight}
              tone="primary"
              label={without ? strings.joinWithoutBoth : strings.joinNow}
              testId="join"
              onClick={() => runtime.act({ type: "join" })}
            />
            <p class="quiet">{strings.notRecordedMore}</p>
          </div>
        </div>
      </div>
    </main>
  );
}

function SpeakerTest({ speaker }: { readonly speaker: string }) {
  const { strings } = useWorld();
  const [state, setState] = useState<"idle" | "played" | "failed">("idle");
  return (
    <div class="test" data-testid="speaker-test" data-state={state}>
      <Button
        icon={Volume2}
        label={strings.testSpeaker}
        onClick={() => {
          speakerTest(speaker).then(
            () => setState("played"),
            () => setState("failed"),
          );
        }}
      />
      <span role="status">
        {state === "played" ? strings.speakerPlayed : state === "failed" ? strings.speakerFailed : ""}
      </span>
    </div>
  );
}

function NetworkTest() {
  const { strings, config } = useWorld();
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let mine = true;
    const url = new URL(config.socketPath, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    void checkNetwork(url.href, config.iceServers).then((report) => {
      if (mine) setVerdict(verdictOf(report));
    });
    return () => {
      mine = false;
    };
  }, [config, round]);
  const fine = verdict === "good" || verdict === "relayed";
  const Icon = verdict === null ? LoaderCircle : fine ? Tick : CircleAlert;
  return (
    <div class="test" data-testid="network-test" data-verdict={verdict ?? "asking"}>
      <span class={`test-mark ${verdict === null ? "turning" : fine ? "fine" : "amiss"}`} aria-hidden="true">
        <Icon size={18} />
      </span>
      <span role="status">
        {verdict === null ? strings.networkAsking : strings.network[verdict]}
        {verdict !== null && !fine && ` ${strings.callUs(config.helpPhone)}`}
      </span>
      {verdict !== null && !fine && (
        <Button
          label={strings.tryAgain}
          tone="quiet"
          onClick={() => {
            setVerdict(null);
            setRound(round + 1);
          }}
        />
      )}
    </div>
  );
}
