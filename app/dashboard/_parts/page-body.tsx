/** The column of an ordinary dashboard page; leaves room for the bottom bar on phones. */
import type { ReactNode } from 'react'

export function PageBody({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto flex w-full max-w-5xl flex-col gap-6 px-4 pt-6 pb-24 md:px-8 md:pt-8 md:pb-12">
      {children}
    </div>
  )
}
