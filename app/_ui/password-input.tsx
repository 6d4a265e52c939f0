'use client'

/** A password field with a button that reveals the password. */
import { type ComponentProps, useState } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from './icon-button.tsx'
import { Eye, EyeOff } from './icons.ts'
import { TextInput } from './text-input.tsx'

export function PasswordInput(props: Omit<ComponentProps<'input'>, 'type'>) {
  const t = useTranslations('ui')
  const [isShown, setShown] = useState(false)
  return (
    <div className="relative">
      <TextInput
        {...props}
        type={isShown ? 'text' : 'password'}
        className="pr-11"
        autoCapitalize="none"
        spellCheck={false}
      />
      <IconButton
        icon={isShown ? EyeOff : Eye}
        label={t(isShown ? 'hidePassword' : 'showPassword')}
        aria-pressed={isShown}
        hasTooltip={false}
        onClick={() => setShown(!isShown)}
        className="absolute top-0 right-0"
      />
    </div>
  )
}
