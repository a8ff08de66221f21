# Completion of tgsink for fish.
complete -c tgsink -s 0 -l null -d 'end lines with NUL'
complete -c tgsink -s f -l format -x -a 'text json csv html' -d 'format of the listing'
complete -c tgsink -s q -l quiet -d 'no summary'
complete -c tgsink -s r -l records -r -F -d 'file to keep the records in'
complete -c tgsink -s v -l verbose -d 'a summary, and a line for each file without a whole thumbnail'
complete -c tgsink -l sync -d 'see the listing on the disk before the end'
complete -c tgsink -l help -d 'a short help'
complete -c tgsink -l version -d 'the version'
