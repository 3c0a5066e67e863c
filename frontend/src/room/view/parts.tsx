/** Small things that several views share: buttons, avatars, dialogs, a microphone's meter. */

import type { LucideIcon } from "lucide-preact";
import { X } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useWorld } from "./context";

export interface ButtonProps {
  readonly icon?: LucideIcon;
  readonly label: string;
  readonly onClick: () => void;
  readonly tone?: "plain" | "primary" | "danger" | "quiet" | "help";
  readonly testId?: string;
  /** What a screen reader says where the label alone is ambiguous. It begins with the label (WCAG 2.5.3). */
  readonly spoken?: string;
  readonly autoFocus?: boolean;
  readonly disabled?: boolean;
  readonly pressed?: boolean;
}

export function Button({
  icon: Icon,
  label,
  onClick,
  tone = "plain",
  testId,
  spoken,
  autoFocus,
  disabled,
  pressed,
}: ButtonProps) {
  return (
    <button
      type="button"
      class={`button ${tone}`}
      onClick={onClick}
      data-testid={testId}
      aria-label={spoken}
      autofocus={autoFocus}
      disabled={disabled}
      aria-pressed={pressed}
    >
      {Icon && <Icon aria-hidden="true" size={18} />}
      <span>{label}</span>
    </button>
  );
}

export interface IconButtonProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly onClick: () => void;
  readonly tone?: "plain" | "danger" | "onPicture" | "hand";
  readonly testId?: string;
  /** Whether what it opens is open. */
  readonly expanded?: boolean;
}

export function IconButton({ icon: Icon, label, onClick, tone = "plain", testId, expanded }: IconButtonProps) {
  return (
    <button
      type="button"
      class={`icon-button ${tone}`}
      onClick={onClick}
      data-testid={testId}
      aria-label={label}
      aria-expanded={expanded}
      title={label}
    >
      <Icon aria-hidden="true" size={18} />
    </button>
  );
}

/** A person without a picture: their initials on a colour of their own. */
export function Avatar({ id, name }: { readonly id: string; readonly name: string }) {
  return (
    <span class="avatar" data-hue={hueOf(id)} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

/** The first letters of the first and the last word; one where there is one word. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return ends
    .map((word) => (word === undefined ? "" : String.fromCodePoint(word.codePointAt(0) ?? 0)))
    .join("")
    .toUpperCase();
}

const HUES = 6;

function hueOf(id: string): number {
  let sum = 7;
  for (let index = 0; index < id.length; index += 1) sum = (sum * 31 + id.charCodeAt(index)) % 9973;
  return sum % HUES;
}

interface DialogProps {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly onClose: () => void;
  readonly testId: string;
  /** On a phone it rises from the lower edge, where thumbs are. */
  readonly sheet?: boolean;
}

/** A modal dialog: the browser keeps the focus in it, and gives it back. */
export function Dialog({ title, children, onClose, testId, sheet = false }: DialogProps) {
  const { strings } = useWorld();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      class={`dialog${sheet ? " sheet" : ""}`}
      aria-label={title}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      <div class="dialog-body">
        <header>
          <h2>{title}</h2>
          <IconButton icon={X} label={strings.close} onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}

/** Bars that move with one's own voice. Read by eye only, so it repaints outside of rendering. */
export function MicrophoneMeter() {
  const { runtime } = useWorld();
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let frame = 0;
    const paint = () => {
      const level = runtime.ownMeter()?.() ?? 0;
      // A voice at arm's length is near 0.1; the root spreads soft voices over more of the scale.
      ref.current?.style.setProperty("--level", Math.min(1, Math.sqrt(level * 6)).toFixed(2));
      frame = requestAnimationFrame(paint);
    };
    paint();
    return () => cancelAnimationFrame(frame);
  }, [runtime]);
  return <span ref={ref} class="meter" aria-hidden="true" />;
}

interface SwitchProps {
  readonly label: string;
  readonly more?: string;
  readonly on: boolean;
  readonly testId: string;
  readonly disabled?: boolean;
  readonly onChange: (on: boolean) => void;
}

/** Something that is on or off, with a line of explanation. */
export function Switch({ label, more = "", on, testId, disabled = false, onChange }: SwitchProps) {
  return (
    <label class={`switch${disabled ? " disabled" : ""}`}>
      <input
        type="checkbox"
        role="switch"
        checked={on}
        disabled={disabled}
        data-testid={testId}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span class="track" aria-hidden="true">
        <span class="knob" />
      </span>
      <span>
        {label}
        {more !== "" && <small>{more}</small>}
      </span>
    </label>
  );
}
