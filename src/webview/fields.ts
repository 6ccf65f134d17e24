import { element } from './dom';

/** A box with its label, behind an icon where it has one. `onChange` is told whether the box is checked now. */
export function checkbox(
  label: string,
  isChecked: boolean,
  onChange: (isChecked: boolean) => void,
  icon?: HTMLElement,
): HTMLElement {
  const box = element('input', 'checkbox-box');
  box.type = 'checkbox';
  box.checked = isChecked;
  box.addEventListener('change', () => onChange(box.checked));
  return element('label', 'checkbox', box, ...(icon ? [icon] : []), element('span', 'checkbox-label', label));
}

/** A field of one line, which says what it is for while it is empty. */
export function textField(label: string, maxLength: number): HTMLInputElement {
  const field = element('input', 'text-field');
  field.type = 'text';
  field.placeholder = label;
  field.setAttribute('aria-label', label);
  field.maxLength = maxLength;
  field.autocomplete = 'off';
  field.spellcheck = false;
  return field;
}
