'use client'

/** A group of radio items in a dropdown menu, with its heading. */
import { Check } from './icons.ts'
import { MENU_ITEM_STYLE } from './menu-item.tsx'
import { useMenuParts } from './menu-parts.ts'
import type { SelectOption } from './select.tsx'

export interface MenuChoiceProps<T extends string> {
  label: string
  value: T
  options: readonly SelectOption<T>[]
  onChange: (value: T) => void
}

export function MenuChoice<T extends string>({ label, value, options, onChange }: MenuChoiceProps<T>) {
  const Radix = useMenuParts()
  return (
    <Radix.Group>
      <Radix.Label className="px-2 pt-2 pb-1 text-ink-faint text-xs">{label}</Radix.Label>
      <Radix.RadioGroup value={value} onValueChange={(next) => onChange(next as T)}>
        {options.map((option) => (
          <Radix.RadioItem key={option.value} value={option.value} className={MENU_ITEM_STYLE}>
            <span className="grid size-4 place-items-center">
              <Radix.ItemIndicator>
                <Check aria-hidden className="size-4 text-accent" />
              </Radix.ItemIndicator>
            </span>
            {option.label}
          </Radix.RadioItem>
        ))}
      </Radix.RadioGroup>
    </Radix.Group>
  )
}
