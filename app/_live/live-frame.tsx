/** The box of a live page: fills its parent and never grows with its rows. */
import type { ReactNode } from 'react'

export function LiveFrame({ children }: { children: ReactNode }) {
  return (
    <div data-live-frame className="relative min-h-0 flex-1">
      <div className="absolute inset-0 flex flex-col overflow-hidden">{children}</div>
    </div>
  )
}
