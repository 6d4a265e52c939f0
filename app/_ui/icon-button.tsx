/** A button that shows an icon only. `label` is its accessible name and its tooltip. */
import type { ComponentProps } from 'react'
import { type ButtonVariant, iconButtonStyle } from './button-style.ts'
import type { IconComponent } from './icon.tsx'
import { Tooltip } from './tooltip.tsx'

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'aria-label'> {
  icon: IconComponent
  label: string
  /** Text after the label in the tooltip, such as a shortcut. */
  hint?: string
  variant?: ButtonVariant
  hasTooltip?: boolean
}

export function IconButton({
  icon: Icon,
  label,
  hint,
  variant = 'ghost',
  hasTooltip = true,
  className,
  ...rest
}: IconButtonProps) {
  const button = (
    <button type="button" {...rest} aria-label={label} className={iconButtonStyle(variant, className)}>
      <Icon aria-hidden className="size-4" />
    </button>
  )
  return hasTooltip ? (
    <Tooltip text={label} hint={hint}>
      {button}
    </Tooltip>
  ) : (
    button
  )
}
