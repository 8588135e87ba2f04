"""Names that are common in England, of several traditions, in the order of how common they are about; nobody's in
    particular.
Written for these cities. Surnames of places are put together from their parts, since it is rare names that carry
    linkage, and no list of common ones has them.
"""

ENGLISH_MEN = {
    1900: """John David Michael Peter Robert William James Brian Alan Kenneth Ronald George Thomas Raymond Derek
        Anthony Roy Keith Terence Dennis Frank Barry Colin Malcolm Roger Geoffrey Graham Leslie Eric Stanley Arthur
        Trevor Norman Gordon Albert Harry Frederick Donald Douglas Ernest Maurice Clive Gerald Cyril Harold Stuart
        Bernard Reginald Sidney Walter Leonard Patrick Ralph Victor Edwin Alfred Neville Desmond Horace Clifford""",
    1965: """Paul David Andrew Stephen Mark Michael Ian Gary Robert Richard Peter Kevin Martin Simon Christopher Darren
        Lee Craig Jason Wayne Stuart Neil Matthew James Daniel Philip Anthony Scott Carl Dean Shaun Adrian Nigel
        Jonathan Russell Gareth Julian Timothy Karl Glen Duncan Marcus Justin Leon Damian Barry Adam Benjamin Nicholas
        Edward Howard Bradley Vincent Jamie Roderick Dominic Gavin Ross Clinton Jeremy Warren""",
    1995: """Jack Thomas Joshua Daniel James Oliver Callum Liam Connor Ryan Harry Jake Luke Ben Kieran Alfie Charlie
        Noah George Oscar Logan Mason Tyler Jayden Riley Ethan Archie Leo Freddie Theo Lewis Nathan Aaron Cameron
        Declan Reece Harvey Finley Toby Max Lucas Isaac Samuel Owen Rhys Bailey Corey Kyle Zachary Elliot Jude Louis
        Ellis Arlo Albie Jenson Rory Dylan Hugo Kai""",
}
ENGLISH_WOMEN = {
    1900: """Margaret Jean Mary Patricia Joan Barbara Sheila Dorothy Maureen Doreen Brenda Christine Pamela Ann Joyce
        Shirley Eileen Beryl Irene Valerie Audrey June Marjorie Janet Sylvia Betty Hilda Rita Marion Iris Gladys Elsie
        Vera Edna Kathleen Josephine Norma Phyllis Freda Muriel Rosemary Winifred Olive Veronica Pauline Gwendoline
        Hazel Marlene Avril Constance Jacqueline Yvonne Elaine Thelma Nora Peggy Lilian Mavis Enid Ivy""",
    1965: """Susan Julie Karen Jacqueline Deborah Tracey Jane Helen Diane Sharon Sarah Nicola Joanne Michelle Claire
        Lisa Amanda Alison Donna Samantha Louise Rachel Angela Wendy Dawn Paula Lorraine Rebecca Emma Kelly Zoe
        Victoria Caroline Kerry Lesley Gillian Melanie Natalie Tina Maxine Heather Lynn Andrea Beverley Cheryl Mandy
        Elizabeth Catherine Denise Stacey Leanne Gemma Marie Katherine Debra Philippa Annette Hayley Bernadette
    Kirsty""",
    1995: """Chloe Emily Megan Charlotte Jessica Lauren Sophie Olivia Hannah Lucy Georgia Rebecca Bethany Amy Ellie
        Katie Emma Abigail Molly Grace Courtney Shannon Caitlin Eleanor Jade Ella Leah Alice Holly Amelia Isla Poppy
        Evie Ava Freya Daisy Phoebe Millie Lily Ruby Evelyn Florence Willow Rosie Matilda Elsie Imogen Maisie Scarlett
        Skye Tegan Paige Erin Niamh Summer Lola Harriet Martha Lexi Nancy""",
}
ENGLISH_SURNAMES = """Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker
    White Roberts Green Hall Wood Jackson Clarke Hughes Harris Lewis Turner Cooper Hill Ward Moore Martin Edwards Clark
    Morris Harrison King Watson Baker Allen Mitchell Anderson Phillips James Campbell Bell Lee Kelly Parker Davis
    Bennett Miller Cook Shaw Richardson Carter Collins Marshall Gray Cox Bailey Murphy Price Adams Stewart Simpson
    Wilkinson Young Foster Richards Murray Mason Butler Webb Rogers Gibson Hunt Mills Holmes Palmer Matthews Fisher
    Barnes Knight Lloyd Barker Powell Reid Stevens Jenkins Russell Fletcher Dixon Harvey Howard Pearson Graham Thomson
    Fox Reynolds Ford Elliott West Walsh Ellis Chapman Brooks Hart Rose O'Connor O'Brien O'Neill Gallagher Doyle
    Kennedy McCarthy McDonald Byrne Quinn Lynch Burns Nolan Sweeney Duffy Brennan Kaye Birch Pratt Lowe Nash Hewitt
    Austin Burgess Bishop Bird Carr Chambers Cole Cross Curtis Dawson Day Dean Fuller Gardner Gilbert Goodwin Gregory
    Griffin Hardy Hawkins Hayes Henderson Higgins Hobbs Hopkins Horton Hudson Hutchinson Ingram Jarvis Kemp Kirk
    Lambert Larkin Lawson Long May Miles Moss Newman Nicholls Norris Oliver Osborne Page Parry Parsons Payne Perkins
    Perry Porter Potter Poole Reed Rowe Ryan Saunders Sharp Shepherd Slater Snow Spencer Stone Sutton Tate Thorpe Todd
    Tucker Vaughan Vincent Wade Wallace Waters Watts Weston Wheeler Whittle Woods Yates Ainsworth Arkwright Bagshaw
    Bickerstaff Blount Bostock Brindley Cartlidge Clewlow Colclough Cotterill Dale Eardley Fallows Forrester Gater
    Goodfellow Hulme Kirkham Leese Lovatt Machin Mellor Mountford Nixon Oakes Plant Podmore Proctor Ratcliffe Salt
    Shufflebotham Sherratt Tams Tunnicliffe Viggars Wain Wooldridge"""
PLACES = (
    """Ash Beck Bick Black Bram Broad Burn Cald Chad Clay Cold Cran Dal Dun East Ed Ell Farn Fen Gains Glad Gold Grim
    Had Hal Ham Harn Hart Hather Hazel Hen Hol Holm Horn Hux Ing Kel Kings Lang Law Lind Long Mal Mar Mel Mid Mor
    Nether Nor Oak Old Orm Pend Pres Rad Ram Raven Red Rip Rock Ros Row Rush Sand Sax Scar Sed Shel Ship Sil Stan
    Staple Stock Stour Swin Tad Thorn Til Tun Under Wal War Wat Wen West Wether Whit Wil Win Wood Wor Wy Yard""",
    """ley ton ford well worth field bury ham by den more shaw wick stone combe dale holme hurst land ridge side
    thwaite wood bourne bridge gate house low mere stead""",
)
MUSLIM_MEN = """Mohammed Ahmed Ali Imran Usman Bilal Hamza Tariq Asif Amir Yusuf Ibrahim Zahid Kamran Shahid Adeel
    Faisal Khalid Nadeem Rashid Abdul Omar Hassan Iqbal Javed Sajid Waqar Yasir Zeeshan Rehan Haroon Idris Ismail
    Junaid Arshad Naveed Qasim Saqib Tahir Umar"""
MUSLIM_WOMEN = """Fatima Aisha Shabana Nazia Saima Rukhsana Zainab Maryam Samina Yasmin Nasreen Hafsa Khadija Amina
    Farzana Shazia Sadia Noreen Rabia Tahira Parveen Razia Iqra Maryum Hina Ayesha Bushra Kiran Mehwish Naila Rubina
    Sumaira Uzma Zara Anisa Halima Laiba Nadia Sana Tasneem"""
MUSLIM_SURNAMES = """Khan Hussain Ahmed Ali Mahmood Iqbal Malik Akhtar Shah Mirza Rahman Butt Hussein Aziz Raja Qureshi
    Chaudhry Javed Siddiqui Sheikh Rashid Bashir Hanif Nawaz Rafiq Sadiq Yousaf Zaman Anwar Aslam Dar Farooq Ghani
    Hamid Ilyas Karim Latif Miah Munir Uddin"""
MUSLIM_WOMENS_SURNAMES = "Begum Bibi Khatun Akhtar Kauser Parveen"
HINDU_AND_SIKH_MEN = """Rajesh Sanjay Amit Harpreet Gurpreet Vijay Suresh Ravi Anil Manjit Balbir Kiran Deepak Ashok
    Nitin Rahul Arjun Jaspal Sukhdev Dinesh Hitesh Ketan Mukesh Paresh Sunil Vikram Rohan Aryan Dev Jagdish"""
HINDU_AND_SIKH_WOMEN = """Priya Anita Sunita Harjit Kulwinder Meena Rekha Geeta Asha Nisha Pooja Neha Jasmin Simran
    Manpreet Kavita Lata Usha Bhavna Hina Jaya Kamala Leela Nirmala Parminder Ritu Sarita Tejal Varsha Anjali"""
HINDU_AND_SIKH_SURNAMES = """Patel Singh Kaur Sharma Shah Gill Sandhu Dhillon Desai Mehta Joshi Chauhan Parmar Sidhu
    Bains Grewal Mistry Solanki Chopra Verma Gupta Kumar Rao Nair Reddy Bhatt Trivedi Pandya Rai Dubey Hayre Johal
    Sahota Uppal Virdee"""
POLISH_MEN = """Piotr Krzysztof Andrzej Tomasz Paweł Jakub Michał Marcin Łukasz Stanisław Jan Grzegorz Kamil Mateusz
    Wojciech Adam Rafał Marek Dariusz Zbigniew Szymon Filip Bartosz Dawid Mirosław Radosław Sławomir Wiesław Oskar
    Antoni"""
POLISH_WOMEN = """Anna Katarzyna Małgorzata Agnieszka Barbara Ewa Magdalena Joanna Monika Zofia Aleksandra Natalia
    Dorota Beata Justyna Karolina Oliwia Elżbieta Iwona Wiesława Bożena Bogusława Żaneta Paulina Sylwia Izabela Łucja
    Danuta Halina Julia"""
POLISH_SURNAMES = """Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak
    Dąbrowski Kozłowski Jankowski Mazur Kwiatkowski Krawczyk Kaczmarek Piotrowski Grabowski Zając Pawłowski Michalski
    Król Wieczorek Jabłoński Wróbel Nowakowski Majewski Olszewski Stępień Malinowski Jaworski Adamczyk Dudek Górski
    Nowicki Pawlak Witkowski Walczak Sikora Baran Rutkowski Michalak Szewczyk Ostrowski Tomaszewski Pietrzak Zalewski
    Wróblewski Marciniak Jasiński Zawadzki Bąk Sadowski Duda Gąsiorowski Świątek Łuczak Ćwikła Źródlak"""
AFRICAN_MEN = """Emmanuel Samuel Daniel Kwame Kofi Chinedu Emeka Oluwaseun Tunde Babatunde Ibrahim Abdi Tendai Farai
    Tafadzwa Kwabena Yaw Chidi Obinna Femi Segun Mehari Yonas Tesfaye Dawit"""
AFRICAN_WOMEN = """Grace Blessing Mercy Abena Ama Chioma Ngozi Oluwatoyin Funmilayo Folake Hodan Fowzia Rudo Tatenda
    Chipo Akosua Adwoa Ifeoma Amara Yetunde Titilayo Selam Hiwot Helen Rahel"""
AFRICAN_SURNAMES = """Mensah Owusu Boateng Okafor Adeyemi Okonkwo Osei Asante Adebayo Ogunleye Moyo Ndlovu Ncube
    Sibanda Dube Abdi Hassan Warsame Farah Tesfay Haile Gebre Bekele Eze Nwosu Appiah Agyeman Balogun Olawale Mutasa
    Chikwanha Afolabi Amoah Danso Kamara Sesay Conteh Bangura Diallo Nkosi"""
# What people are called besides; some of these are in no list of short forms that the linkage has.
CALLED = """William:Bill,Will,Liam Robert:Bob,Rob,Bobby Michael:Mick,Mike Anthony:Tony James:Jim,Jamie John:Jack,Johnny
    Thomas:Tom Christopher:Chris David:Dave,Davey Stephen:Steve Kenneth:Ken Ronald:Ron Terence:Terry Daniel:Dan,Danny
    Joshua:Josh Samuel:Sam Benjamin:Ben Gareth:Gaz Gary:Gaz Darren:Daz Barry:Baz Callum:Cal Zachary:Zak
    Frederick:Fred,Freddie Albert:Bert Harold:Harry Margaret:Peggy,Maggie,Meg Patricia:Pat,Trish Dorothy:Dot
    Elizabeth:Liz,Beth,Betty Susan:Sue Deborah:Debbie Jacqueline:Jackie Sharon:Shaz Tracey:Trace Katherine:Kate,Kathy
    Catherine:Cath Rebecca:Becky Samantha:Sam Victoria:Vicky Jessica:Jess Charlotte:Lottie,Charlie Abigail:Abbie
    Bethany:Beth Christine:Chris Josephine:Jo Winifred:Win Amanda:Mandy Eleanor:Ellie Mohammed:Mo Abdul:Abs Yusuf:Yus
    Fatima:Fati Gurpreet:Gary Harpreet:Harry Manpreet:Mani Piotr:Peter Krzysztof:Kris,Krzys Jakub:Kuba Małgorzata:Gosia
    Katarzyna:Kasia Agnieszka:Aga Aleksandra:Ola Joanna:Asia Zofia:Zosia Tomasz:Tomek Grzegorz:Greg Wojciech:Wojtek
    Oluwaseun:Seun Oluwatoyin:Toyin Babatunde:Tunde Funmilayo:Funmi Emmanuel:Manny Tafadzwa:Taff"""
STREETS = (
    """Abbey Acorn Alder Anchor Angel Bakers Bank Barrack Bell Boundary Bridge Brook Butcher Castle Cedar Chapel Cherry
    Church Clarence Coalpit Common Copper Corn Cross Crown Drovers Dyers Edgar Elm Factory Falcon Ferry Fern Forge
    Fountain Gaol Glebe Gorse Grange Hawthorn Heron High Hill Hope Inkerman Jubilee Kestrel Ladysmith Lark Lock Lodge
    London Manor Maple Market Meadow Mill Mount Navigation New Nursery Orchard Otter Paddock Park Pearl Pinfold Pool
    Priory Quarry Railway Ropery Salter School Shire Silver Spinney Spring Station Sycamore Tanners Tower Union Vale
    Vicarage Victoria Vine Walnut Water Weavers Well Willow Windmill""",
    "Road Street Avenue Close Lane Drive Terrace Crescent Grove Court Way Place Gardens Square",
)
