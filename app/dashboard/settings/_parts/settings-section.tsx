/** One section of the settings: its name at the left, its controls at the right; stacked on a phone and a tablet. */
import type { ReactNode } from 'react'

export interface SettingsSectionProps {
  title: string
  text?: string
  children: ReactNode
}

export function SettingsSection({ title, text, children }: SettingsSectionProps) {
  return (
    <section className="grid gap-4 py-6 first:pt-0 lg:grid-cols-[minmax(0,1fr)_minmax(0,2fr)] lg:gap-8">
      <div>
        <h2 className="font-semibold">{title}</h2>
        {text && <p className="mt-1 text-pretty text-ink-muted text-sm">{text}</p>}
      </div>
      <div className="min-w-0 max-w-md">{children}</div>
    </section>
  )
}
