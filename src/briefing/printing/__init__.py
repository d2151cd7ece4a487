"""The print room (文印室): sheets and copies of finished PDFs, and handing them to the printer.

`imposition` and `copies` make PDFs of PDFs, `preflight` looks at them, `desk` hands them over by
`cups`, and `journal` remembers what was, so that nothing is printed twice unnoticed.
"""
