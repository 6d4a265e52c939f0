/** The head of pages that need no account: the logo, and the way to the dashboard or to sign-in. */
import { BrandMark } from './brand-mark.tsx'
import { buttonStyle } from './button-style.ts'

export interface PublicHeaderProps {
  href: string
  label: string
}

export function PublicHeader({ href, label }: PublicHeaderProps) {
  // Plain links: pages differ in their policies, which only a full load applies.
  return (
    <header className="flex items-center justify-between gap-4">
      <a href="/" className="flex items-center gap-2 rounded font-semibold">
        <BrandMark />
        Agent Logger
      </a>
      <a href={href} className={buttonStyle('secondary')}>
        {label}
      </a>
    </header>
  )
}
