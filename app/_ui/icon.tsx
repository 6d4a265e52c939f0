/** An icon that stands in the file of all icons. */
import type { ComponentProps, ReactNode } from 'react'
import drawings from './icons.svg'

export type IconComponent = (props: ComponentProps<'svg'>) => ReactNode

/** `name`: the icon's id in the file. It has the color of the text around it, and no name of its own. */
export function icon(name: string): IconComponent {
  return function Icon(props) {
    return (
      <svg
        width={24}
        height={24}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth={2}
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden
        {...props}
      >
        <use href={`${drawings.src}#${name}`} />
      </svg>
    )
  }
}
